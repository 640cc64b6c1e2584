"""Asking somebody to step in

Revision ID: 0012
Revises: 0011
Create Date: 2026-11-25 23:05:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('stand_in_ask',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('camp_id', sa.Integer(), nullable=False),
    sa.Column('slot_id', sa.Integer(), nullable=False),
    sa.Column('asker_id', sa.Integer(), nullable=False),
    sa.Column('asked_id', sa.Integer(), nullable=False),
    sa.Column('status', sa.Enum('waiting', 'accepted', 'declined', 'lapsed', name='status_is_known', native_enum=False, create_constraint=True, length=30), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('asker_id <> asked_id', name=op.f('ck_stand_in_ask_nobody_asks_themselves')),
    sa.ForeignKeyConstraint(['camp_id', 'asked_id'], ['participant.camp_id', 'participant.id'], name=op.f('fk_stand_in_ask_camp_id_asked_id')),
    sa.ForeignKeyConstraint(['camp_id', 'asker_id'], ['participant.camp_id', 'participant.id'], name=op.f('fk_stand_in_ask_camp_id_asker_id')),
    sa.ForeignKeyConstraint(['camp_id', 'slot_id'], ['slot.camp_id', 'slot.id'], name=op.f('fk_stand_in_ask_camp_id_slot_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stand_in_ask')),
    sa.UniqueConstraint('slot_id', 'asker_id', 'asked_id', name=op.f('uq_stand_in_ask_slot_id_asker_id_asked_id'))
    )
    with op.batch_alter_table('stand_in_ask', schema=None) as batch_op:
        batch_op.create_index('ix_stand_in_ask_camp_status', ['camp_id', 'status'], unique=False)
        batch_op.create_index(batch_op.f('ix_stand_in_ask_slot_id'), ['slot_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_stand_in_ask_asker_id'), ['asker_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_stand_in_ask_asked_id'), ['asked_id'], unique=False)


def downgrade():
    op.drop_table('stand_in_ask')
