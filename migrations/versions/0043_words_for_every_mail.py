"""Organisers may word every mail that a camp sends in its own name

Revision ID: 0043
Revises: 0042
Create Date: 2026-11-26 14:40:00

"""
from alembic import op


# revision identifiers, used by Alembic.
revision = '0043'
down_revision = '0042'
branch_labels = None
depends_on = None

BEFORE = ('publication', 'tomorrow', 'wishes_close', 'place_free', 'approved', 'follow_up')
KINDS = (
    'invitation', 'entered', 'colleague', 'approved', 'approved_waiting', 'declined', 'place_free', 'edited',
    'times_set', 'merged', 'reminder_confirm', 'reminder_profile', 'reminder_note', 'wishes_close',
    'reminder_wishes', 'wish_stated', 'request_asked', 'request_reminder', 'request_accepted', 'request_declined',
    'request_called_off', 'request_counted', 'request_ended', 'preliminary', 'publication', 'ask_time',
    'change_declined', 'meeting_cancelled', 'meeting_back', 'places_removed', 'colleague_invited',
    'colleague_brought', 'colleague_dropped', 'session_place', 'calendar_invite', 'tomorrow', 'next_meeting',
    'announcement', 'stand_in_offer', 'stand_in_question', 'stand_in_taken_back', 'stand_in', 'given_up',
    'contact_shared', 'follow_up', 'follow_up_reminder',
)


def allow(kinds):
    name = op.f('ck_mail_text_kind_is_known')
    allowed = ', '.join(f"'{kind}'" for kind in kinds)
    if op.get_bind().dialect.name != 'sqlite':
        op.drop_constraint(name, 'mail_text', type_='check')
    with op.batch_alter_table('mail_text', schema=None) as batch_op:
        batch_op.create_check_constraint(name, f'kind IN ({allowed})')


def same_words(of, also, subject='subject'):
    """Mails that had the words of another one keep them, as their own."""
    op.execute(
        'INSERT INTO mail_text (camp_id, kind, language, subject, body, updated_at) '
        f"SELECT camp_id, '{also}', language, {subject}, body, updated_at FROM mail_text WHERE kind = '{of}'"
    )


def upgrade():
    allow(KINDS)
    same_words('publication', 'preliminary')
    reminder = "substr(CASE language WHEN 'da' THEN 'Påmindelse: ' ELSE 'Reminder: ' END || subject, 1, 200)"
    same_words('follow_up', 'follow_up_reminder', reminder)


def downgrade():
    before = ', '.join(f"'{kind}'" for kind in BEFORE)
    op.execute(f'DELETE FROM mail_text WHERE kind NOT IN ({before})')
    allow(BEFORE)
