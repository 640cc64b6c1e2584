"""Stand-ins offered by organisers

Revision ID: 0026
Revises: 0025
Create Date: 2026-11-26 03:24:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('stand_in_ask', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_offered', sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade():
    with op.batch_alter_table('stand_in_ask', schema=None) as batch_op:
        batch_op.drop_column('is_offered')
