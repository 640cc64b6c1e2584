"""Calendar answers

Revision ID: 0021
Revises: 0020
Create Date: 2026-11-26 03:07:32.794608

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def kinds_of_changes(*kinds):
    """What may be asked. On SQLite the new check takes the place of the old one."""
    allowed = ', '.join(f"'{kind}'" for kind in kinds)
    if op.get_bind().dialect.name == 'postgresql':
        op.drop_constraint(op.f('ck_asked_change_kind_is_known'), 'asked_change', type_='check')
    with op.batch_alter_table('asked_change', schema=None, recreate='auto') as batch_op:
        batch_op.create_check_constraint(op.f('ck_asked_change_kind_is_known'), f'kind IN ({allowed})')


def upgrade():
    kinds_of_changes('cancel', 'another_time', 'send_colleague', 'bring_colleague', 'declined_in_calendar')
    op.create_table('received_mail',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('verdict', sa.Enum('applied', 'outdated', 'no_reply', 'unknown_meeting', 'not_theirs', 'too_large', 'broken', name='verdict_is_known', native_enum=False, create_constraint=True, length=30), nullable=False),
    sa.Column('camp_id', sa.Integer(), nullable=True),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('length(digest) = 64', name=op.f('ck_received_mail_digest_is_whole')),
    sa.ForeignKeyConstraint(['camp_id'], ['camp.id'], name=op.f('fk_received_mail_camp_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_received_mail')),
    sa.UniqueConstraint('digest', name=op.f('uq_received_mail_digest'))
    )
    with op.batch_alter_table('received_mail', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_received_mail_camp_id'), ['camp_id'], unique=False)

    op.create_table('calendar_answer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('camp_id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('participant_id', sa.Integer(), nullable=False),
    sa.Column('reply', sa.Enum('accepted', 'tentative', 'declined', name='reply_is_known', native_enum=False, create_constraint=True, length=30), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('comment', sa.String(length=500), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['camp_id', 'entry_id'], ['calendar_entry.camp_id', 'calendar_entry.id'], name=op.f('fk_calendar_answer_camp_id_entry_id')),
    sa.ForeignKeyConstraint(['camp_id', 'participant_id'], ['participant.camp_id', 'participant.id'], name=op.f('fk_calendar_answer_camp_id_participant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_answer')),
    sa.UniqueConstraint('participant_id', 'entry_id', name=op.f('uq_calendar_answer_participant_id_entry_id'))
    )
    with op.batch_alter_table('calendar_answer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_calendar_answer_camp_id'), ['camp_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_calendar_answer_entry_id'), ['entry_id'], unique=False)



def downgrade():
    op.execute("DELETE FROM asked_change WHERE kind = 'declined_in_calendar'")
    kinds_of_changes('cancel', 'another_time', 'send_colleague', 'bring_colleague')
    with op.batch_alter_table('calendar_answer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_calendar_answer_entry_id'))
        batch_op.drop_index(batch_op.f('ix_calendar_answer_camp_id'))

    op.drop_table('calendar_answer')
    with op.batch_alter_table('received_mail', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_received_mail_camp_id'))

    op.drop_table('received_mail')
