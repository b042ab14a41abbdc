"""Police on the board belong to forces. Sessions begun before know of none, and end in a shift."""

import sqlalchemy as sa
from alembic import op

revision = "0021_session_forces"
down_revision = "0020_key_ids"


def upgrade() -> None:
    op.add_column("board_sessions", sa.Column("forces", sa.Text(), nullable=True))
