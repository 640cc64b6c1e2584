"""Jobs that answer what if, and that mend a draft

Revision ID: 0029
Revises: 0028
Create Date: 2026-11-26 02:50:00

"""
from alembic import op


# revision identifiers, used by Alembic.
revision = '0029'
down_revision = '0028'
branch_labels = None
depends_on = None


def kinds_of_jobs(*kinds):
    """The jobs that the database knows. On SQLite the new check takes the place of the old one."""
    allowed = ', '.join(f"'{kind}'" for kind in kinds)
    if op.get_bind().dialect.name == 'postgresql':
        op.drop_constraint(op.f('ck_job_kind_is_known'), 'job', type_='check')
    with op.batch_alter_table('job', schema=None, recreate='auto') as batch_op:
        batch_op.create_check_constraint(op.f('ck_job_kind_is_known'), f'kind IN ({allowed})')


def upgrade():
    kinds_of_jobs('solve', 'repair', 'what_if', 'mend')


def downgrade():
    op.execute("DELETE FROM job WHERE kind IN ('what_if', 'mend')")
    kinds_of_jobs('solve', 'repair')
