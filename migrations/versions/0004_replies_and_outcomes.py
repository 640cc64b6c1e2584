"""What participants say about their meetings

Revision ID: 0004
Revises: 0003
Create Date: 2026-11-25 18:45:11.639942

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('calendar_entry', schema=None) as batch_op:
        batch_op.create_unique_constraint(batch_op.f('uq_calendar_entry_camp_id_id'), ['camp_id', 'id'])

    op.create_table('outcome',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('camp_id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('participant_id', sa.Integer(), nullable=False),
    sa.Column('result', sa.Enum('did_not_take_place', 'no_common_ground', 'informative', 'follow_up_agreed', 'cooperation_possible', name='result_is_known', native_enum=False, create_constraint=True, length=30), nullable=False),
    sa.Column('note', sa.String(length=2000), nullable=False),
    sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['camp_id', 'entry_id'], ['calendar_entry.camp_id', 'calendar_entry.id'], name=op.f('fk_outcome_camp_id_entry_id')),
    sa.ForeignKeyConstraint(['camp_id', 'participant_id'], ['participant.camp_id', 'participant.id'], name=op.f('fk_outcome_camp_id_participant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outcome')),
    sa.UniqueConstraint('entry_id', 'participant_id', name=op.f('uq_outcome_entry_id_participant_id'))
    )
    with op.batch_alter_table('outcome', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_outcome_participant_id'), ['participant_id'], unique=False)

    op.create_table('reply',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('camp_id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('participant_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('here', 'cannot_come', name='kind_is_known', native_enum=False, create_constraint=True, length=30), nullable=False),
    sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['camp_id', 'entry_id'], ['calendar_entry.camp_id', 'calendar_entry.id'], name=op.f('fk_reply_camp_id_entry_id')),
    sa.ForeignKeyConstraint(['camp_id', 'participant_id'], ['participant.camp_id', 'participant.id'], name=op.f('fk_reply_camp_id_participant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reply')),
    sa.UniqueConstraint('entry_id', 'participant_id', name=op.f('uq_reply_entry_id_participant_id'))
    )
    with op.batch_alter_table('reply', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reply_participant_id'), ['participant_id'], unique=False)



def downgrade():
    with op.batch_alter_table('reply', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_reply_participant_id'))

    op.drop_table('reply')
    with op.batch_alter_table('outcome', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_outcome_participant_id'))

    op.drop_table('outcome')

    with op.batch_alter_table('calendar_entry', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_calendar_entry_camp_id_id'), type_='unique')
