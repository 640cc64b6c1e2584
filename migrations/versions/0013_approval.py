"""Approval by the organisers

Revision ID: 0013
Revises: 0012
Create Date: 2026-11-25 22:59:39.016490

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None

BEFORE = ('unconfirmed', 'confirmed', 'waiting', 'withdrawn')
AFTER = ('applied', 'unconfirmed', 'confirmed', 'waiting', 'declined', 'withdrawn')
CHECK = 'ck_participant_status_is_known'


def allow_only(words):
    """What the column `status` may hold. Batch mode on SQLite makes the table anew, with the new rule."""
    listed = ", ".join(f"'{word}'" for word in words)
    with op.batch_alter_table('participant', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f(CHECK), type_='check')
        batch_op.create_check_constraint(batch_op.f(CHECK), f'status IN ({listed})')


def upgrade():
    with op.batch_alter_table('camp', schema=None) as batch_op:
        batch_op.add_column(sa.Column('needs_approval', sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table('participant', schema=None) as batch_op:
        batch_op.add_column(sa.Column('decision_note', sa.Text(), server_default=sa.text("''"), nullable=False))

    allow_only(AFTER)


def downgrade():
    op.execute("UPDATE participant SET status = 'withdrawn' WHERE status IN ('applied', 'declined')")
    allow_only(BEFORE)
    with op.batch_alter_table('participant', schema=None) as batch_op:
        batch_op.drop_column('decision_note')

    with op.batch_alter_table('camp', schema=None) as batch_op:
        batch_op.drop_column('needs_approval')

