"""As of when a sent check-in counts, so that just that one can be taken back

Revision ID: 0040
Revises: 0039
Create Date: 2026-11-26 11:35:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0040'
down_revision = '0039'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('sent_check_in') as batch_op:
        batch_op.add_column(sa.Column('made_at', sa.DateTime(timezone=True), nullable=True))


def downgrade():
    with op.batch_alter_table('sent_check_in') as batch_op:
        batch_op.drop_column('made_at')
