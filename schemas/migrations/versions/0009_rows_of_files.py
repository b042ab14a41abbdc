"""What became of the rows of each file: how many were used, and left out by the mapping.

Of the files there are nobody knows, so nothing is filled in.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009_rows_of_files"
down_revision = "0008_read_up_to"


def upgrade() -> None:
    op.add_column("files", sa.Column("rows_used", sa.Integer))
    op.add_column("files", sa.Column("rows_left_out", sa.Integer))
