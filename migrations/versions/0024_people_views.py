"""Views of the people of a camp that organisers keep

Revision ID: 0024
Revises: 0023
Create Date: 2026-11-26 03:15:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('people_view',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('camp_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('asked', sa.String(length=800), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['camp_id'], ['camp.id'], name=op.f('fk_people_view_camp_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_people_view_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_people_view')),
    sa.UniqueConstraint('camp_id', 'user_id', 'name', name=op.f('uq_people_view_camp_id_user_id_name'))
    )
    with op.batch_alter_table('people_view', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_people_view_user_id'), ['user_id'], unique=False)


def downgrade():
    op.drop_table('people_view')
