"""Filters of the directory that participants keep

Revision ID: 0005
Revises: 0004
Create Date: 2026-11-25 22:40:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('saved_filter',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('camp_id', sa.Integer(), nullable=False),
    sa.Column('participant_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('asked', sa.String(length=800), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['camp_id', 'participant_id'], ['participant.camp_id', 'participant.id'], name=op.f('fk_saved_filter_camp_id_participant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_filter')),
    sa.UniqueConstraint('participant_id', 'name', name=op.f('uq_saved_filter_participant_id_name'))
    )


def downgrade():
    op.drop_table('saved_filter')
