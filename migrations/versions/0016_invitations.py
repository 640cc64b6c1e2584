"""Invitations and colleagues

Revision ID: 0016
Revises: 0015
Create Date: 2026-11-25 23:14:43.526931

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('invitation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('camp_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=64), nullable=False),
    sa.Column('label', sa.String(length=200), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('most_uses', sa.Integer(), nullable=True),
    sa.Column('uses', sa.Integer(), nullable=False),
    sa.Column('skips_approval', sa.Boolean(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('most_uses IS NULL OR uses <= most_uses', name=op.f('ck_invitation_uses_within_limit')),
    sa.CheckConstraint('uses >= 0', name=op.f('ck_invitation_uses_not_negative')),
    sa.ForeignKeyConstraint(['camp_id'], ['camp.id'], name=op.f('fk_invitation_camp_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitation')),
    sa.UniqueConstraint('camp_id', 'id', name=op.f('uq_invitation_camp_id_id')),
    sa.UniqueConstraint('code', name=op.f('uq_invitation_code'))
    )
    with op.batch_alter_table('invitation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_invitation_camp_id'), ['camp_id'], unique=False)

    with op.batch_alter_table('participant', schema=None) as batch_op:
        batch_op.add_column(sa.Column('registered_by_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('invitation_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_participant_invitation_id'), 'invitation', ['invitation_id'], ['id'], ondelete='SET NULL')
        batch_op.create_foreign_key(batch_op.f('fk_participant_registered_by_id'), 'participant', ['registered_by_id'], ['id'], ondelete='SET NULL')



def downgrade():
    with op.batch_alter_table('participant', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_participant_registered_by_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_participant_invitation_id'), type_='foreignkey')
        batch_op.drop_column('invitation_id')
        batch_op.drop_column('registered_by_id')

    with op.batch_alter_table('invitation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_invitation_camp_id'))

    op.drop_table('invitation')
