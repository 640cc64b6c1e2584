"""Preliminary and final, moves frozen, what each publication changed

Revision ID: 0031
Revises: 0030
Create Date: 2026-11-26 06:10:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0031'
down_revision = '0030'
branch_labels = None
depends_on = None


KINDS = (
    'imported', 'approved', 'declined', 'place_given', 'withdrawn', 'type_set', 'exported', 'reminded',
    'profile_edited', 'times_edited', 'wish_stated', 'merged', 'invited', 'invitation_revoked', 'team_joined',
    'team_left', 'set_up', 'camp_opened', 'camp_hidden', 'announced', 'announcement_withdrawn', 'run_started',
    'published', 'schedule_edited', 'change_decided', 'checked_in',
)
NEW_KINDS = ('run_stopped', 'restored', 'ruled')


def kinds_of_acts(*kinds):
    """The acts that the database knows. On SQLite the new check takes the place of the old one."""
    allowed = ', '.join(f"'{kind}'" for kind in kinds)
    if op.get_bind().dialect.name == 'postgresql':
        op.drop_constraint(op.f('ck_act_kind_is_known'), 'act', type_='check')
    with op.batch_alter_table('act', schema=None, recreate='auto') as batch_op:
        batch_op.create_check_constraint(op.f('ck_act_kind_is_known'), f'kind IN ({allowed})')


def upgrade():
    kinds_of_acts(*KINDS, *NEW_KINDS)
    with op.batch_alter_table('camp', schema=None) as batch_op:
        batch_op.add_column(sa.Column('moves_frozen_from', sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table('schedule', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_preliminary', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table('publication',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('camp_id', sa.Integer(), nullable=False),
    sa.Column('schedule_id', sa.Integer(), nullable=False),
    sa.Column('is_preliminary', sa.Boolean(), nullable=False),
    sa.Column('changes', sa.JSON(), nullable=True),
    sa.Column('told', sa.Integer(), nullable=True),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['camp_id', 'schedule_id'], ['schedule.camp_id', 'schedule.id'], name=op.f('fk_publication_camp_id_schedule_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_publication_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_publication'))
    )
    with op.batch_alter_table('publication', schema=None) as batch_op:
        batch_op.create_index('ix_publication_camp', ['camp_id', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_publication_user_id'), ['user_id'], unique=False)
    # What was published before is known by its time only: not by whom, and not what it changed.
    op.execute(sa.text(
        "INSERT INTO publication (camp_id, schedule_id, is_preliminary, published_at) "
        "SELECT camp_id, id, is_preliminary, published_at FROM schedule "
        "WHERE published_at IS NOT NULL ORDER BY published_at"
    ))


def downgrade():
    with op.batch_alter_table('publication', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_publication_user_id'))
        batch_op.drop_index('ix_publication_camp')
    op.drop_table('publication')
    with op.batch_alter_table('schedule', schema=None) as batch_op:
        batch_op.drop_column('is_preliminary')
    with op.batch_alter_table('camp', schema=None) as batch_op:
        batch_op.drop_column('moves_frozen_from')
    op.execute("DELETE FROM act WHERE kind IN ('run_stopped', 'restored', 'ruled')")
    kinds_of_acts(*KINDS)
