"""An interpreter speaks no language, where there is none, or at least two

Revision ID: 0041
Revises: 0040
Create Date: 2026-11-26 13:03:00

"""
from alembic import op


# revision identifiers, used by Alembic.
revision = '0041'
down_revision = '0040'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('meeting_table', schema=None) as batch_op:
        batch_op.create_check_constraint(
            op.f('ck_meeting_table_interpreter_speaks_two'), 'json_array_length(interpreter_languages) <> 1'
        )


def downgrade():
    with op.batch_alter_table('meeting_table', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_meeting_table_interpreter_speaks_two'), type_='check')
