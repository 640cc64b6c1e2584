"""The order of wishes, a note on each, and how many there may be

Revision ID: 0010
Revises: 0009
Create Date: 2026-11-25 22:50:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('camp', schema=None) as batch_op:
        batch_op.add_column(sa.Column('most_must_meets', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('most_wishes', sa.Integer(), nullable=True))
        batch_op.create_check_constraint(batch_op.f('ck_camp_most_must_meets_positive'), 'most_must_meets IS NULL OR most_must_meets > 0')
        batch_op.create_check_constraint(batch_op.f('ck_camp_most_wishes_positive'), 'most_wishes IS NULL OR most_wishes > 0')

    with op.batch_alter_table('wish', schema=None) as batch_op:
        batch_op.add_column(sa.Column('place', sa.Integer(), server_default=sa.text('0'), nullable=False))
        batch_op.add_column(sa.Column('note', sa.String(length=500), server_default='', nullable=False))
        batch_op.create_check_constraint(batch_op.f('ck_wish_place_not_negative'), 'place >= 0')


def downgrade():
    with op.batch_alter_table('wish', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_wish_place_not_negative'), type_='check')
        batch_op.drop_column('note')
        batch_op.drop_column('place')

    with op.batch_alter_table('camp', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_camp_most_wishes_positive'), type_='check')
        batch_op.drop_constraint(batch_op.f('ck_camp_most_must_meets_positive'), type_='check')
        batch_op.drop_column('most_wishes')
        batch_op.drop_column('most_must_meets')
