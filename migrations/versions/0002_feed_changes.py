"""When a feed was found changed

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("calendar_token") as table:
        table.add_column(sa.Column("seen_digest", sa.String(length=64), nullable=True))
        table.add_column(sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))


def downgrade():
    with op.batch_alter_table("calendar_token") as table:
        table.drop_column("changed_at")
        table.drop_column("seen_digest")
