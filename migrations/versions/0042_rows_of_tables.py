"""Tables stand in rows of their zone, at a place of the row

Revision ID: 0042
Revises: 0041
Create Date: 2026-11-26 14:45:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0042'
down_revision = '0041'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('meeting_table', schema=None) as batch_op:
        batch_op.add_column(sa.Column('row', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('place', sa.Integer(), nullable=True))
        batch_op.create_check_constraint(
            op.f('ck_meeting_table_row_and_place_together'), '("row" IS NULL) = (place IS NULL)'
        )
        batch_op.create_check_constraint(
            op.f('ck_meeting_table_row_and_place_positive'), '"row" > 0 AND place > 0'
        )


def downgrade():
    with op.batch_alter_table('meeting_table', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_meeting_table_row_and_place_positive'), type_='check')
        batch_op.drop_constraint(op.f('ck_meeting_table_row_and_place_together'), type_='check')
        batch_op.drop_column('place')
        batch_op.drop_column('row')
