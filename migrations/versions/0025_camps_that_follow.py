"""Camps that follow each other

Revision ID: 0025
Revises: 0024
Create Date: 2026-11-26 03:40:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('camp', schema=None) as batch_op:
        batch_op.add_column(sa.Column('follows_id', sa.Integer(), nullable=True))
        batch_op.create_index('ix_camp_follows', ['follows_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_camp_follows_id'), 'camp', ['follows_id'], ['id'])
        batch_op.create_check_constraint(batch_op.f('ck_camp_follows_another'), 'follows_id <> id')


def downgrade():
    with op.batch_alter_table('camp', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_camp_follows_another'), type_='check')
        batch_op.drop_constraint(batch_op.f('fk_camp_follows_id'), type_='foreignkey')
        batch_op.drop_index('ix_camp_follows')
        batch_op.drop_column('follows_id')
