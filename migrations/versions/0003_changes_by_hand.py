"""changes by hand

Revision ID: 0003
Revises: 0002
Create Date: 2026-11-25 18:36:13.809392

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('schedule_edit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('camp_id', sa.Integer(), nullable=False),
    sa.Column('schedule_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('changes', sa.JSON(), nullable=False),
    sa.Column('is_undone', sa.Boolean(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('number > 0', name=op.f('ck_schedule_edit_number_positive')),
    sa.ForeignKeyConstraint(['camp_id', 'schedule_id'], ['schedule.camp_id', 'schedule.id'], name=op.f('fk_schedule_edit_camp_id_schedule_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_schedule_edit_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_schedule_edit')),
    sa.UniqueConstraint('schedule_id', 'number', name=op.f('uq_schedule_edit_schedule_id_number'))
    )
    op.create_table('pair_ruling',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('camp_id', sa.Integer(), nullable=False),
    sa.Column('person_lo_id', sa.Integer(), nullable=False),
    sa.Column('person_hi_id', sa.Integer(), nullable=False),
    sa.Column('ruling', sa.Enum('pinned', 'forbidden', name='ruling_is_known', native_enum=False, create_constraint=True, length=30), nullable=False),
    sa.Column('slot_id', sa.Integer(), nullable=True),
    sa.Column('table_id', sa.Integer(), nullable=True),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("(ruling = 'pinned') = (slot_id IS NOT NULL) AND (slot_id IS NULL) = (table_id IS NULL)", name=op.f('ck_pair_ruling_pinned_means_a_place')),
    sa.CheckConstraint('person_lo_id < person_hi_id', name=op.f('ck_pair_ruling_pair_is_ordered')),
    sa.ForeignKeyConstraint(['camp_id', 'person_hi_id'], ['participant.camp_id', 'participant.id'], name=op.f('fk_pair_ruling_camp_id_person_hi_id')),
    sa.ForeignKeyConstraint(['camp_id', 'person_lo_id'], ['participant.camp_id', 'participant.id'], name=op.f('fk_pair_ruling_camp_id_person_lo_id')),
    sa.ForeignKeyConstraint(['camp_id', 'slot_id'], ['slot.camp_id', 'slot.id'], name=op.f('fk_pair_ruling_camp_id_slot_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['camp_id', 'table_id'], ['meeting_table.camp_id', 'meeting_table.id'], name=op.f('fk_pair_ruling_camp_id_table_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['camp_id'], ['camp.id'], name=op.f('fk_pair_ruling_camp_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_pair_ruling_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pair_ruling')),
    sa.UniqueConstraint('camp_id', 'person_lo_id', 'person_hi_id', name=op.f('uq_pair_ruling_camp_id_person_lo_id_person_hi_id'))
    )
    with op.batch_alter_table('pair_ruling', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_pair_ruling_person_hi_id'), ['person_hi_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_pair_ruling_person_lo_id'), ['person_lo_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_pair_ruling_slot_id'), ['slot_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_pair_ruling_table_id'), ['table_id'], unique=False)

    with op.batch_alter_table('schedule', schema=None) as batch_op:
        batch_op.add_column(sa.Column('version', sa.Integer(), server_default=sa.text('0'), nullable=False))



def downgrade():
    with op.batch_alter_table('schedule', schema=None) as batch_op:
        batch_op.drop_column('version')

    with op.batch_alter_table('pair_ruling', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_pair_ruling_table_id'))
        batch_op.drop_index(batch_op.f('ix_pair_ruling_slot_id'))
        batch_op.drop_index(batch_op.f('ix_pair_ruling_person_lo_id'))
        batch_op.drop_index(batch_op.f('ix_pair_ruling_person_hi_id'))

    op.drop_table('pair_ruling')
    op.drop_table('schedule_edit')
