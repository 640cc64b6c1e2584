"""Mails that came back

Revision ID: 0035
Revises: 0034
Create Date: 2026-11-26 06:45:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0035'
down_revision = '0034'
branch_labels = None
depends_on = None


KINDS = (
    'imported', 'approved', 'declined', 'place_given', 'withdrawn', 'type_set', 'exported', 'reminded',
    'profile_edited', 'times_edited', 'wish_stated', 'merged', 'invited', 'invitation_revoked', 'team_joined',
    'team_left', 'set_up', 'camp_opened', 'camp_hidden', 'announced', 'announcement_withdrawn', 'run_started',
    'published', 'schedule_edited', 'change_decided', 'checked_in', 'run_stopped', 'restored', 'ruled',
    'check_in_undone', 'no_show', 'no_show_undone', 'stand_in_offered',
)
VERDICTS = ('applied', 'outdated', 'no_reply', 'unknown_meeting', 'not_theirs', 'too_large', 'broken')


def allow(table, column, name, words):
    """The words that the database knows. On SQLite the new check takes the place of the old one."""
    allowed = ', '.join(f"'{word}'" for word in words)
    if op.get_bind().dialect.name == 'postgresql':
        op.drop_constraint(op.f(name), table, type_='check')
    with op.batch_alter_table(table, schema=None, recreate='auto') as batch_op:
        batch_op.create_check_constraint(op.f(name), f'{column} IN ({allowed})')


def upgrade():
    allow('act', 'kind', 'ck_act_kind_is_known', (*KINDS, 'sent_again'))
    allow('received_mail', 'verdict', 'ck_received_mail_verdict_is_known', (*VERDICTS, 'returned', 'unknown_mail'))
    op.create_table('bounce',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('message_id', sa.String(length=200), nullable=False),
    sa.Column('outbox_id', sa.Integer(), nullable=True),
    sa.Column('camp_id', sa.Integer(), nullable=True),
    sa.Column('address', sa.String(length=254), nullable=False),
    sa.Column('is_permanent', sa.Boolean(), nullable=False),
    sa.Column('status', sa.String(length=20), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['camp_id'], ['camp.id'], name=op.f('fk_bounce_camp_id')),
    sa.ForeignKeyConstraint(['outbox_id'], ['outbox_message.id'], name=op.f('fk_bounce_outbox_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bounce')),
    sa.UniqueConstraint('message_id', name=op.f('uq_bounce_message_id'))
    )
    with op.batch_alter_table('bounce', schema=None) as batch_op:
        batch_op.create_index('ix_bounce_address', ['address'], unique=False)
        batch_op.create_index(batch_op.f('ix_bounce_camp_id'), ['camp_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_bounce_outbox_id'), ['outbox_id'], unique=False)


def downgrade():
    op.drop_table('bounce')
    op.execute("DELETE FROM received_mail WHERE verdict IN ('returned', 'unknown_mail')")
    allow('received_mail', 'verdict', 'ck_received_mail_verdict_is_known', VERDICTS)
    op.execute("DELETE FROM act WHERE kind = 'sent_again'")
    allow('act', 'kind', 'ck_act_kind_is_known', KINDS)
