"""Calendar invitations

Revision ID: 0020
Revises: 0019
Create Date: 2026-11-26 02:35:54.973806

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('calendar_way',
    sa.Column('participant_id', sa.Integer(), nullable=False),
    sa.Column('camp_id', sa.Integer(), nullable=False),
    sa.Column('by_invitation', sa.Boolean(), nullable=False),
    sa.Column('lift', sa.Integer(), nullable=False),
    sa.Column('turned_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('lift >= 0', name=op.f('ck_calendar_way_lift_not_negative')),
    sa.ForeignKeyConstraint(['camp_id', 'participant_id'], ['participant.camp_id', 'participant.id'], name=op.f('fk_calendar_way_camp_id_participant_id')),
    sa.PrimaryKeyConstraint('participant_id', name=op.f('pk_calendar_way'))
    )
    with op.batch_alter_table('calendar_way', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_calendar_way_camp_id'), ['camp_id'], unique=False)

    op.create_table('sent_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('camp_id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('participant_id', sa.Integer(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('entry_sequence', sa.Integer(), nullable=False),
    sa.Column('method', sa.Enum('request', 'cancel', name='method_is_known', native_enum=False, create_constraint=True, length=30), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('table_number', sa.Integer(), nullable=False),
    sa.Column('address', sa.String(length=254), nullable=False),
    sa.Column('times', sa.Integer(), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('sequence >= entry_sequence AND entry_sequence >= 0', name=op.f('ck_sent_version_sequence_is_lifted')),
    sa.ForeignKeyConstraint(['camp_id', 'entry_id'], ['calendar_entry.camp_id', 'calendar_entry.id'], name=op.f('fk_sent_version_camp_id_entry_id')),
    sa.ForeignKeyConstraint(['camp_id', 'participant_id'], ['participant.camp_id', 'participant.id'], name=op.f('fk_sent_version_camp_id_participant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sent_version')),
    sa.UniqueConstraint('participant_id', 'entry_id', 'sequence', name=op.f('uq_sent_version_participant_id_entry_id_sequence'))
    )
    with op.batch_alter_table('sent_version', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sent_version_camp_id'), ['camp_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_sent_version_entry_id'), ['entry_id'], unique=False)



def downgrade():
    with op.batch_alter_table('sent_version', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sent_version_entry_id'))
        batch_op.drop_index(batch_op.f('ix_sent_version_camp_id'))

    op.drop_table('sent_version')
    with op.batch_alter_table('calendar_way', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_calendar_way_camp_id'))

    op.drop_table('calendar_way')
