"""The organisers' own words for mails

Revision ID: 0037
Revises: 0036
Create Date: 2026-11-26 07:20:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0037'
down_revision = '0036'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('mail_text',
    sa.Column('camp_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('publication', 'tomorrow', 'wishes_close', 'place_free', 'approved', 'follow_up', name='kind_is_known', native_enum=False, create_constraint=True, length=30), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('subject', sa.String(length=200), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['camp_id'], ['camp.id'], name=op.f('fk_mail_text_camp_id')),
    sa.PrimaryKeyConstraint('camp_id', 'kind', 'language', name=op.f('pk_mail_text'))
    )


def downgrade():
    op.drop_table('mail_text')
