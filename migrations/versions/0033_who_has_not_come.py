"""Who has not come to a meeting, and what else is noted on the day

Revision ID: 0033
Revises: 0032
Create Date: 2026-11-26 06:20:00

"""
from alembic import op


# revision identifiers, used by Alembic.
revision = '0033'
down_revision = '0032'
branch_labels = None
depends_on = None

ACTS = ('imported', 'approved', 'declined', 'place_given', 'withdrawn', 'type_set', 'exported', 'reminded',
        'profile_edited', 'times_edited', 'wish_stated', 'merged', 'invited', 'invitation_revoked', 'team_joined',
        'team_left', 'set_up', 'camp_opened', 'camp_hidden', 'announced', 'announcement_withdrawn', 'run_started',
        'published', 'schedule_edited', 'change_decided', 'checked_in', 'run_stopped', 'restored', 'ruled')
NEW_ACTS = ('check_in_undone', 'no_show', 'no_show_undone', 'stand_in_offered')
REPLIES = ('here', 'cannot_come')


def allow(table, kinds):
    """The kinds that the table knows. On SQLite the new check takes the place of the old one."""
    allowed = ', '.join(f"'{kind}'" for kind in kinds)
    name = op.f(f'ck_{table}_kind_is_known')
    if op.get_bind().dialect.name == 'postgresql':
        op.drop_constraint(name, table, type_='check')
    with op.batch_alter_table(table, schema=None, recreate='auto') as batch_op:
        batch_op.create_check_constraint(name, f'kind IN ({allowed})')


def upgrade():
    allow('act', ACTS + NEW_ACTS)
    allow('reply', (*REPLIES, 'not_come'))


def downgrade():
    op.execute("DELETE FROM reply WHERE kind = 'not_come'")
    op.execute("DELETE FROM act WHERE kind IN ('check_in_undone', 'no_show', 'no_show_undone', 'stand_in_offered')")
    allow('reply', REPLIES)
    allow('act', ACTS)
