"""Announcements

Revision ID: 0018
Revises: 0017
Create Date: 2026-11-25 23:25:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('announcement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('camp_id', sa.Integer(), nullable=False),
    sa.Column('words', sa.String(length=500), nullable=False),
    sa.Column('words_da', sa.String(length=500), nullable=False),
    sa.Column('audience', sa.Enum('all', 'present', 'session', name='audience_is_known', native_enum=False, create_constraint=True, length=30), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=True),
    sa.Column('mailed', sa.Integer(), server_default=sa.text('0'), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(audience = 'session') = (session_id IS NOT NULL)", name=op.f('ck_announcement_session_is_named')),
    sa.CheckConstraint("words <> '' OR words_da <> ''", name=op.f('ck_announcement_says_something')),
    sa.ForeignKeyConstraint(['camp_id'], ['camp.id'], name=op.f('fk_announcement_camp_id')),
    sa.ForeignKeyConstraint(['camp_id', 'session_id'], ['session.camp_id', 'session.id'], name=op.f('fk_announcement_camp_id_session_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_announcement_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_announcement'))
    )
    with op.batch_alter_table('announcement', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_announcement_camp_id'), ['camp_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_announcement_session_id'), ['session_id'], unique=False)


def downgrade():
    op.drop_table('announcement')
