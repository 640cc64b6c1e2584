"""Pictures, learning and sharing

Revision ID: 0017
Revises: 0016
Create Date: 2026-11-25 23:28:10.363459

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('picture',
    sa.Column('participant_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('camp_id', sa.Integer(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint('length(content) <= 200000', name=op.f('ck_picture_not_too_large')),
    sa.ForeignKeyConstraint(['camp_id', 'participant_id'], ['participant.camp_id', 'participant.id'], name=op.f('fk_picture_camp_id_participant_id')),
    sa.PrimaryKeyConstraint('participant_id', name=op.f('pk_picture'))
    )
    with op.batch_alter_table('participant', schema=None) as batch_op:
        batch_op.add_column(sa.Column('to_learn', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('to_share', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('picture_key', sa.String(length=32), nullable=True))
        batch_op.create_unique_constraint(batch_op.f('uq_participant_picture_key'), ['picture_key'])



def downgrade():
    with op.batch_alter_table('participant', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_participant_picture_key'), type_='unique')
        batch_op.drop_column('picture_key')
        batch_op.drop_column('to_share')
        batch_op.drop_column('to_learn')

    op.drop_table('picture')
