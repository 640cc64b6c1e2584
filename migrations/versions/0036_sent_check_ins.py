"""Check-ins that phones have sent

Revision ID: 0036
Revises: 0035
Create Date: 2026-11-26 06:40:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0036'
down_revision = '0035'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('sent_check_in',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('camp_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=36), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['camp_id'], ['camp.id'], name=op.f('fk_sent_check_in_camp_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sent_check_in')),
    sa.UniqueConstraint('camp_id', 'key', name=op.f('uq_sent_check_in_camp_id_key'))
    )


def downgrade():
    op.drop_table('sent_check_in')
