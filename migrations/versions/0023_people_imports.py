"""The log of a camp, imports of people, and who was entered by the organisers

Revision ID: 0023
Revises: 0022
Create Date: 2026-11-26 02:45:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('people_import',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('camp_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('file_name', sa.String(length=200), nullable=False),
    sa.Column('encoding', sa.String(length=20), nullable=False),
    sa.Column('rows', sa.JSON(), nullable=False),
    sa.Column('columns', sa.JSON(), nullable=False),
    sa.Column('choices', sa.JSON(), nullable=False),
    sa.Column('result', sa.JSON(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['camp_id'], ['camp.id'], name=op.f('fk_people_import_camp_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_people_import_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_people_import')),
    sa.UniqueConstraint('camp_id', 'id', name=op.f('uq_people_import_camp_id_id'))
    )
    with op.batch_alter_table('people_import', schema=None) as batch_op:
        batch_op.create_index('ix_people_import_expires', ['expires_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_people_import_user_id'), ['user_id'], unique=False)

    kinds = sa.Enum('imported', 'approved', 'declined', 'place_given', 'withdrawn', 'type_set', 'exported', 'reminded', 'profile_edited', 'times_edited', 'wish_stated', 'merged', 'invited', 'invitation_revoked', 'team_joined', 'team_left', 'set_up', 'camp_opened', 'camp_hidden', 'announced', 'announcement_withdrawn', 'run_started', 'published', 'schedule_edited', 'change_decided', 'checked_in',
                    name=op.f('ck_act_kind_is_known'), native_enum=False, create_constraint=True, length=30)
    op.create_table('act',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('camp_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('other_id', sa.Integer(), nullable=True),
    sa.Column('participant_id', sa.Integer(), nullable=True),
    sa.Column('kind', kinds, nullable=False),
    sa.Column('details', sa.JSON(), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['camp_id'], ['camp.id'], name=op.f('fk_act_camp_id')),
    sa.ForeignKeyConstraint(['camp_id', 'participant_id'], ['participant.camp_id', 'participant.id'], name=op.f('fk_act_camp_id_participant_id')),
    sa.ForeignKeyConstraint(['other_id'], ['user.id'], name=op.f('fk_act_other_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_act_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_act'))
    )
    with op.batch_alter_table('act', schema=None) as batch_op:
        batch_op.create_index('ix_act_camp', ['camp_id', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_act_other_id'), ['other_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_act_participant_id'), ['participant_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_act_user_id'), ['user_id'], unique=False)

    with op.batch_alter_table('participant', schema=None) as batch_op:
        batch_op.add_column(sa.Column('entered_by_organisers', sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade():
    with op.batch_alter_table('participant', schema=None) as batch_op:
        batch_op.drop_column('entered_by_organisers')
    op.drop_table('act')
    op.drop_table('people_import')
