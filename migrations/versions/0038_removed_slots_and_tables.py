"""Slots and tables that were removed and that earlier versions of the schedule still know

Revision ID: 0038
Revises: 0037
Create Date: 2026-11-26 10:40:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0038'
down_revision = '0037'
branch_labels = None
depends_on = None

STANDING = sa.text('removed_at IS NULL')


def upgrade():
    with op.batch_alter_table('slot') as batch_op:
        batch_op.add_column(sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_constraint('uq_slot_camp_id_starts_at', type_='unique')
    op.create_index('ix_slot_one_at_a_time', 'slot', ['camp_id', 'starts_at'], unique=True,
                    sqlite_where=STANDING, postgresql_where=STANDING)
    with op.batch_alter_table('meeting_table') as batch_op:
        batch_op.add_column(sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True))


def downgrade():
    # A removed slot comes back as a slot; where another has taken its time since, this stops and changes nothing.
    with op.batch_alter_table('meeting_table') as batch_op:
        batch_op.drop_column('removed_at')
    op.drop_index('ix_slot_one_at_a_time', 'slot')
    with op.batch_alter_table('slot') as batch_op:
        batch_op.drop_column('removed_at')
        batch_op.create_unique_constraint('uq_slot_camp_id_starts_at', ['camp_id', 'starts_at'])
