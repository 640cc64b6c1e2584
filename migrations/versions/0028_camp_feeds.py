"""Camp feeds

Revision ID: 0028
Revises: 0027
Create Date: 2026-11-26 03:15:32.559825

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('camp_feed',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('camp_id', sa.Integer(), nullable=False),
    sa.Column('table_number', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_fetched_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('seen_digest', sa.String(length=64), nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('length(token_hash) = 64', name=op.f('ck_camp_feed_token_is_hashed')),
    sa.CheckConstraint('table_number >= 0', name=op.f('ck_camp_feed_table_not_negative')),
    sa.ForeignKeyConstraint(['camp_id'], ['camp.id'], name=op.f('fk_camp_feed_camp_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_camp_feed_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_camp_feed')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_camp_feed_token_hash'))
    )
    with op.batch_alter_table('camp_feed', schema=None) as batch_op:
        batch_op.create_index('ix_camp_feed_one_in_use', ['camp_id', 'table_number'], unique=True, sqlite_where=sa.text('revoked_at IS NULL'), postgresql_where=sa.text('revoked_at IS NULL'))



def downgrade():
    with op.batch_alter_table('camp_feed', schema=None) as batch_op:
        batch_op.drop_index('ix_camp_feed_one_in_use', sqlite_where=sa.text('revoked_at IS NULL'), postgresql_where=sa.text('revoked_at IS NULL'))

    op.drop_table('camp_feed')
