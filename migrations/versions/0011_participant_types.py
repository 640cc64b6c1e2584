"""Types of participants

Revision ID: 0011
Revises: 0010
Create Date: 2026-11-25 22:45:24.240422

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('participant_type',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('camp_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('name_da', sa.String(length=80), nullable=False),
    sa.ForeignKeyConstraint(['camp_id'], ['camp.id'], name=op.f('fk_participant_type_camp_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_participant_type')),
    sa.UniqueConstraint('camp_id', 'id', name=op.f('uq_participant_type_camp_id_id')),
    sa.UniqueConstraint('camp_id', 'name', name=op.f('uq_participant_type_camp_id_name'))
    )
    op.create_table('type_pair',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('camp_id', sa.Integer(), nullable=False),
    sa.Column('first_id', sa.Integer(), nullable=False),
    sa.Column('second_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('first_id <= second_id', name=op.f('ck_type_pair_lower_first')),
    sa.ForeignKeyConstraint(['camp_id', 'first_id'], ['participant_type.camp_id', 'participant_type.id'], name=op.f('fk_type_pair_camp_id_first_id')),
    sa.ForeignKeyConstraint(['camp_id', 'second_id'], ['participant_type.camp_id', 'participant_type.id'], name=op.f('fk_type_pair_camp_id_second_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_type_pair')),
    sa.UniqueConstraint('first_id', 'second_id', name=op.f('uq_type_pair_first_id_second_id'))
    )
    with op.batch_alter_table('participant', schema=None) as batch_op:
        batch_op.add_column(sa.Column('type_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_participant_camp_id_type_id'), 'participant_type', ['camp_id', 'type_id'], ['camp_id', 'id'])



def downgrade():
    with op.batch_alter_table('participant', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_participant_camp_id_type_id'), type_='foreignkey')
        batch_op.drop_column('type_id')

    op.drop_table('type_pair')
    op.drop_table('participant_type')
