"""Follow-up after 3 and 12 months

Revision ID: 0022
Revises: 0021
Create Date: 2026-11-26 02:40:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('camp', schema=None) as batch_op:
        batch_op.add_column(sa.Column('asks_afterwards', sa.Boolean(), server_default=sa.true(), nullable=False))
    # Nobody is written to about a camp whose organisers have not seen that this would happen.
    op.execute("UPDATE camp SET asks_afterwards = false WHERE ends_on < CURRENT_DATE")
    op.create_table('follow_up',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('camp_id', sa.Integer(), nullable=False),
    sa.Column('participant_id', sa.Integer(), nullable=False),
    sa.Column('round', sa.Enum('three_months', 'twelve_months', name='round_is_known', native_enum=False, create_constraint=True, length=30), nullable=False),
    sa.Column('link_hash', sa.String(length=64), nullable=False),
    sa.Column('reminder_hash', sa.String(length=64), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reminded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('stopped_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('new_ideas', sa.Boolean(), nullable=False),
    sa.Column('new_competences', sa.Boolean(), nullable=False),
    sa.Column('new_product', sa.Boolean(), nullable=False),
    sa.Column('new_service', sa.Boolean(), nullable=False),
    sa.Column('new_process', sa.Boolean(), nullable=False),
    sa.Column('new_membership', sa.Boolean(), nullable=False),
    sa.Column('collaborations', sa.Integer(), nullable=False),
    sa.CheckConstraint('length(link_hash) = 64', name=op.f('ck_follow_up_link_is_hashed')),
    sa.CheckConstraint('reminder_hash IS NULL OR length(reminder_hash) = 64', name=op.f('ck_follow_up_reminder_is_hashed')),
    sa.CheckConstraint('(reminder_hash IS NULL) = (reminded_at IS NULL)', name=op.f('ck_follow_up_reminder_has_its_link')),
    sa.CheckConstraint('collaborations BETWEEN 0 AND 99', name=op.f('ck_follow_up_collaborations_in_reason')),
    sa.CheckConstraint('told_at IS NOT NULL OR NOT (new_ideas OR new_competences OR new_product OR new_service OR new_process OR new_membership OR collaborations > 0)', name=op.f('ck_follow_up_told_is_dated')),
    sa.ForeignKeyConstraint(['camp_id', 'participant_id'], ['participant.camp_id', 'participant.id'], name=op.f('fk_follow_up_camp_id_participant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_follow_up')),
    sa.UniqueConstraint('camp_id', 'id', name=op.f('uq_follow_up_camp_id_id')),
    sa.UniqueConstraint('link_hash', name=op.f('uq_follow_up_link_hash')),
    sa.UniqueConstraint('participant_id', 'round', name=op.f('uq_follow_up_participant_id_round')),
    sa.UniqueConstraint('reminder_hash', name=op.f('uq_follow_up_reminder_hash'))
    )
    with op.batch_alter_table('follow_up', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_follow_up_participant_id'), ['participant_id'], unique=False)

    op.create_table('follow_up_meeting',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('camp_id', sa.Integer(), nullable=False),
    sa.Column('follow_up_id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('standing', sa.Enum('nothing', 'contact', 'cooperation', name='standing_is_known', native_enum=False, create_constraint=True, length=30), nullable=False),
    sa.Column('is_across', sa.Boolean(), nullable=False),
    sa.Column('project', sa.Boolean(), nullable=False),
    sa.Column('product', sa.Boolean(), nullable=False),
    sa.Column('service', sa.Boolean(), nullable=False),
    sa.Column('process', sa.Boolean(), nullable=False),
    sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("standing <> 'nothing' OR NOT (is_across OR project OR product OR service OR process)", name=op.f('ck_follow_up_meeting_nothing_stands_alone')),
    sa.ForeignKeyConstraint(['camp_id', 'entry_id'], ['calendar_entry.camp_id', 'calendar_entry.id'], name=op.f('fk_follow_up_meeting_camp_id_entry_id')),
    sa.ForeignKeyConstraint(['camp_id', 'follow_up_id'], ['follow_up.camp_id', 'follow_up.id'], name=op.f('fk_follow_up_meeting_camp_id_follow_up_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_follow_up_meeting')),
    sa.UniqueConstraint('follow_up_id', 'entry_id', name=op.f('uq_follow_up_meeting_follow_up_id_entry_id'))
    )
    with op.batch_alter_table('follow_up_meeting', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_follow_up_meeting_entry_id'), ['entry_id'], unique=False)


def downgrade():
    op.drop_table('follow_up_meeting')
    op.drop_table('follow_up')
    with op.batch_alter_table('camp', schema=None) as batch_op:
        batch_op.drop_column('asks_afterwards')
