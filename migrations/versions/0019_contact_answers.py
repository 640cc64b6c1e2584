"""Sharing addresses after a meeting

Revision ID: 0019
Revises: 0018
Create Date: 2026-11-26 00:31:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('contact_answer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('camp_id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('participant_id', sa.Integer(), nullable=False),
    sa.Column('is_given', sa.Boolean(), nullable=False),
    sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['camp_id', 'entry_id'], ['calendar_entry.camp_id', 'calendar_entry.id'], name=op.f('fk_contact_answer_camp_id_entry_id')),
    sa.ForeignKeyConstraint(['camp_id', 'participant_id'], ['participant.camp_id', 'participant.id'], name=op.f('fk_contact_answer_camp_id_participant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contact_answer')),
    sa.UniqueConstraint('entry_id', 'participant_id', name=op.f('uq_contact_answer_entry_id_participant_id'))
    )
    with op.batch_alter_table('contact_answer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_contact_answer_participant_id'), ['participant_id'], unique=False)


def downgrade():
    op.drop_table('contact_answer')
