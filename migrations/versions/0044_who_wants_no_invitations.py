"""Who wants no invitations

Revision ID: 0044
Revises: 0043
Create Date: 2026-11-26 14:50:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0044'
down_revision = '0043'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('invitation_refusal',
    sa.Column('camp_id', sa.Integer(), nullable=False),
    sa.Column('address_hash', sa.String(length=64), nullable=False),
    sa.Column('refused_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['camp_id'], ['camp.id'], name=op.f('fk_invitation_refusal_camp_id')),
    sa.PrimaryKeyConstraint('camp_id', 'address_hash', name=op.f('pk_invitation_refusal'))
    )


def downgrade():
    op.drop_table('invitation_refusal')
