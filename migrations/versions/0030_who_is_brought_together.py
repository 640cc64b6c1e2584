"""Who is brought together

Revision ID: 0030
Revises: 0029
Create Date: 2026-11-26 04:25:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0030'
down_revision = '0029'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('camp', schema=None) as batch_op:
        batch_op.add_column(sa.Column('needs_common_language', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('only_new_pairs', sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade():
    with op.batch_alter_table('camp', schema=None) as batch_op:
        batch_op.drop_column('only_new_pairs')
        batch_op.drop_column('needs_common_language')
