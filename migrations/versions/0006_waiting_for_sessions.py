"""Waiting for a place in a session, arriving late and leaving early

Revision ID: 0006
Revises: 0005
Create Date: 2026-11-25 22:30:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('session_wait',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('camp_id', sa.Integer(), nullable=False),
    sa.Column('participant_id', sa.Integer(), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['camp_id', 'participant_id'], ['participant.camp_id', 'participant.id'], name=op.f('fk_session_wait_camp_id_participant_id')),
    sa.ForeignKeyConstraint(['camp_id', 'session_id'], ['session.camp_id', 'session.id'], name=op.f('fk_session_wait_camp_id_session_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_session_wait')),
    sa.UniqueConstraint('participant_id', 'session_id', name=op.f('uq_session_wait_participant_id_session_id'))
    )
    with op.batch_alter_table('session_wait', schema=None) as batch_op:
        batch_op.create_index('ix_session_wait_camp', ['camp_id'], unique=False)
        batch_op.create_index('ix_session_wait_line', ['session_id', 'since', 'id'], unique=False)

    op.create_table('stay',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('camp_id', sa.Integer(), nullable=False),
    sa.Column('participant_id', sa.Integer(), nullable=False),
    sa.Column('arrives_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('leaves_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('leaves_at > arrives_at', name=op.f('ck_stay_leaves_after_arriving')),
    sa.ForeignKeyConstraint(['camp_id', 'participant_id'], ['participant.camp_id', 'participant.id'], name=op.f('fk_stay_camp_id_participant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stay')),
    sa.UniqueConstraint('participant_id', name=op.f('uq_stay_participant_id'))
    )
    with op.batch_alter_table('stay', schema=None) as batch_op:
        batch_op.create_index('ix_stay_camp', ['camp_id'], unique=False)


def downgrade():
    with op.batch_alter_table('stay', schema=None) as batch_op:
        batch_op.drop_index('ix_stay_camp')

    op.drop_table('stay')

    with op.batch_alter_table('session_wait', schema=None) as batch_op:
        batch_op.drop_index('ix_session_wait_line')
        batch_op.drop_index('ix_session_wait_camp')

    op.drop_table('session_wait')
