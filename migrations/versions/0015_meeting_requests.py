"""Asking somebody to meet, at camps in requests mode

Revision ID: 0015
Revises: 0014
Create Date: 2026-11-25 23:00:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None

IS_OPEN = sa.text("status IN ('pending', 'accepted')")


def upgrade():
    op.create_table('meeting_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('camp_id', sa.Integer(), nullable=False),
    sa.Column('asker_id', sa.Integer(), nullable=False),
    sa.Column('asked_id', sa.Integer(), nullable=False),
    sa.Column('lo_id', sa.Integer(), nullable=False),
    sa.Column('hi_id', sa.Integer(), nullable=False),
    sa.Column('status', sa.Enum('pending', 'accepted', 'declined', 'withdrawn', 'expired', name='status_is_known', native_enum=False, create_constraint=True, length=30), nullable=False),
    sa.Column('is_automatic', sa.Boolean(), nullable=False),
    sa.Column('message', sa.String(length=1000), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('remind_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reminded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('lo_id < hi_id', name=op.f('ck_meeting_request_lo_before_hi')),
    sa.CheckConstraint('(lo_id = asker_id AND hi_id = asked_id) OR (lo_id = asked_id AND hi_id = asker_id)', name=op.f('ck_meeting_request_pair_is_of_the_two')),
    sa.ForeignKeyConstraint(['camp_id', 'asked_id'], ['participant.camp_id', 'participant.id'], name=op.f('fk_meeting_request_camp_id_asked_id')),
    sa.ForeignKeyConstraint(['camp_id', 'asker_id'], ['participant.camp_id', 'participant.id'], name=op.f('fk_meeting_request_camp_id_asker_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_meeting_request'))
    )
    with op.batch_alter_table('meeting_request', schema=None) as batch_op:
        batch_op.create_index('ix_meeting_request_one_open', ['lo_id', 'hi_id'], unique=True, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN)
        batch_op.create_index('ix_meeting_request_camp', ['camp_id', 'status'], unique=False)
        batch_op.create_index('ix_meeting_request_asker', ['asker_id', 'status'], unique=False)
        batch_op.create_index('ix_meeting_request_asked', ['asked_id', 'status'], unique=False)

    with op.batch_alter_table('camp', schema=None) as batch_op:
        batch_op.add_column(sa.Column('mode', sa.Enum('wishes', 'requests', name='mode_is_known', native_enum=False, create_constraint=True, length=30), server_default='wishes', nullable=False))
        batch_op.add_column(sa.Column('most_open_requests', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('request_days', sa.Integer(), server_default=sa.text('7'), nullable=False))
        batch_op.add_column(sa.Column('accepts_unanswered', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.create_check_constraint(batch_op.f('ck_camp_most_open_requests_positive'), 'most_open_requests IS NULL OR most_open_requests > 0')
        batch_op.create_check_constraint(batch_op.f('ck_camp_request_days_positive'), 'request_days > 0')

    with op.batch_alter_table('participant', schema=None) as batch_op:
        batch_op.add_column(sa.Column('accepts_requests', sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade():
    with op.batch_alter_table('participant', schema=None) as batch_op:
        batch_op.drop_column('accepts_requests')

    with op.batch_alter_table('camp', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_camp_request_days_positive'), type_='check')
        batch_op.drop_constraint(batch_op.f('ck_camp_most_open_requests_positive'), type_='check')
        batch_op.drop_constraint(batch_op.f('ck_camp_mode_is_known'), type_='check')
        batch_op.drop_column('accepts_unanswered')
        batch_op.drop_column('request_days')
        batch_op.drop_column('most_open_requests')
        batch_op.drop_column('mode')

    op.drop_table('meeting_request')
