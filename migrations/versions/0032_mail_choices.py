"""Which mails somebody wants

Revision ID: 0032
Revises: 0031
Create Date: 2026-11-26 06:05:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0032'
down_revision = '0031'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('mail_choice',
    sa.Column('participant_id', sa.Integer(), nullable=False),
    sa.Column('camp_id', sa.Integer(), nullable=False),
    sa.Column('wants_reminders', sa.Boolean(), server_default=sa.true(), nullable=False),
    sa.Column('wants_announcements', sa.Boolean(), server_default=sa.true(), nullable=False),
    sa.Column('wants_surveys', sa.Boolean(), server_default=sa.true(), nullable=False),
    sa.Column('minutes_before', sa.Integer(), nullable=True),
    sa.Column('chosen_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('minutes_before BETWEEN 1 AND 240', name=op.f('ck_mail_choice_minutes_before_in_bounds')),
    sa.ForeignKeyConstraint(['camp_id', 'participant_id'], ['participant.camp_id', 'participant.id'], name=op.f('fk_mail_choice_camp_id_participant_id')),
    sa.PrimaryKeyConstraint('participant_id', name=op.f('pk_mail_choice'))
    )
    with op.batch_alter_table('mail_choice', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_mail_choice_camp_id'), ['camp_id'], unique=False)
    with op.batch_alter_table('outbox_message', schema=None) as batch_op:
        batch_op.add_column(sa.Column('unsubscribe', sa.String(length=400), nullable=True))


def downgrade():
    with op.batch_alter_table('outbox_message', schema=None) as batch_op:
        batch_op.drop_column('unsubscribe')
    with op.batch_alter_table('mail_choice', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_mail_choice_camp_id'))
    op.drop_table('mail_choice')
