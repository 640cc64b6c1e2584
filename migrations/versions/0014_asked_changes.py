"""Asked changes, the repair that follows, and how a camp settles them

Revision ID: 0014
Revises: 0013
Create Date: 2026-11-25 22:50:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0014'
down_revision = '0013'
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
    with op.batch_alter_table('camp', schema=None) as batch_op:
        batch_op.add_column(sa.Column('changes_by_themselves', sa.Boolean(), server_default=sa.false(), nullable=False))

    kinds_of_jobs('solve', 'repair')

    op.create_table('asked_change',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('camp_id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('participant_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('cancel', 'another_time', 'send_colleague', 'bring_colleague', name='kind_is_known', native_enum=False, create_constraint=True, length=30), nullable=False),
    sa.Column('colleague_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('status', sa.Enum('asked', 'done', 'declined', 'withdrawn', name='status_is_known', native_enum=False, create_constraint=True, length=30), nullable=False),
    sa.Column('is_open', sa.Boolean(), nullable=False),
    sa.Column('answer', sa.String(length=500), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('worked_out_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('schedule_id', sa.Integer(), nullable=True),
    sa.Column('basis', sa.String(length=16), nullable=False),
    sa.Column('hindrance', sa.String(length=30), nullable=False),
    sa.CheckConstraint("(kind IN ('send_colleague', 'bring_colleague')) = (colleague_id IS NOT NULL)", name=op.f('ck_asked_change_colleague_where_one_is_meant')),
    sa.CheckConstraint("is_open OR status <> 'asked'", name=op.f('ck_asked_change_asked_is_open')),
    sa.ForeignKeyConstraint(['camp_id', 'colleague_id'], ['participant.camp_id', 'participant.id'], name=op.f('fk_asked_change_camp_id_colleague_id')),
    sa.ForeignKeyConstraint(['camp_id', 'entry_id'], ['calendar_entry.camp_id', 'calendar_entry.id'], name=op.f('fk_asked_change_camp_id_entry_id')),
    sa.ForeignKeyConstraint(['camp_id', 'participant_id'], ['participant.camp_id', 'participant.id'], name=op.f('fk_asked_change_camp_id_participant_id')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['user.id'], name=op.f('fk_asked_change_decided_by_id')),
    sa.ForeignKeyConstraint(['schedule_id'], ['schedule.id'], name=op.f('fk_asked_change_schedule_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_asked_change'))
    )
    with op.batch_alter_table('asked_change', schema=None) as batch_op:
        batch_op.create_index('ix_asked_change_camp_open', ['camp_id', 'is_open'], unique=False)
        batch_op.create_index(batch_op.f('ix_asked_change_colleague_id'), ['colleague_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_asked_change_entry_id'), ['entry_id'], unique=False)
        batch_op.create_index('ix_asked_change_one_at_a_time', ['entry_id', 'participant_id'], unique=True, sqlite_where=sa.text("status = 'asked'"), postgresql_where=sa.text("status = 'asked'"))
        batch_op.create_index(batch_op.f('ix_asked_change_participant_id'), ['participant_id'], unique=False)


def downgrade():
    with op.batch_alter_table('asked_change', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_asked_change_participant_id'))
        batch_op.drop_index('ix_asked_change_one_at_a_time', sqlite_where=sa.text("status = 'asked'"), postgresql_where=sa.text("status = 'asked'"))
        batch_op.drop_index(batch_op.f('ix_asked_change_entry_id'))
        batch_op.drop_index(batch_op.f('ix_asked_change_colleague_id'))
        batch_op.drop_index('ix_asked_change_camp_open')

    op.drop_table('asked_change')

    op.execute("DELETE FROM job WHERE kind = 'repair'")
    kinds_of_jobs('solve')

    with op.batch_alter_table('camp', schema=None) as batch_op:
        batch_op.drop_column('changes_by_themselves')
