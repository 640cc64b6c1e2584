"""The browsers in which people are signed in

Revision ID: 0009
Revises: 0008
Create Date: 2026-11-25 22:30:00

"""
from secrets import token_hex

from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('browser',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('key_hash', sa.String(length=64), nullable=False),
    sa.Column('program', sa.String(length=40), nullable=False),
    sa.Column('system', sa.String(length=40), nullable=False),
    sa.Column('signed_in_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('length(key_hash) = 64', name=op.f('ck_browser_key_is_hashed')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_browser_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_browser')),
    sa.UniqueConstraint('key_hash', name=op.f('uq_browser_key_hash'))
    )
    with op.batch_alter_table('browser', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_browser_user_id'), ['user_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_browser_seen_at'), ['seen_at'], unique=False)

    with op.batch_alter_table('user', schema=None) as batch_op:
        batch_op.drop_column('session_key')


def downgrade():
    with op.batch_alter_table('user', schema=None) as batch_op:
        batch_op.add_column(sa.Column('session_key', sa.String(length=64), nullable=True))
    user = sa.table('user', sa.column('id', sa.Integer), sa.column('session_key', sa.String))
    for (number,) in op.get_bind().execute(sa.select(user.c.id)).all():
        op.execute(user.update().where(user.c.id == number).values(session_key=token_hex(16)))
    with op.batch_alter_table('user', schema=None) as batch_op:
        batch_op.alter_column('session_key', existing_type=sa.String(length=64), nullable=False)
    op.drop_table('browser')
