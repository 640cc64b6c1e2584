"""The languages of the interpreter at a table

Revision ID: 0039
Revises: 0038
Create Date: 2026-11-26 10:55:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0039'
down_revision = '0038'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('meeting_table', schema=None) as batch_op:
        batch_op.add_column(sa.Column('interpreter_languages', sa.JSON(), server_default='[]', nullable=False))


def downgrade():
    with op.batch_alter_table('meeting_table', schema=None) as batch_op:
        batch_op.drop_column('interpreter_languages')
