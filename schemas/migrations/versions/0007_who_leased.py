"""Who is sending an alert, so that a sender that starts again need not wait for its own lease.

Rows leased before stay without a name, and can be sent again once their minute has passed.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007_who_leased"
down_revision = "0006_no_row_per_home"


def upgrade() -> None:
    op.add_column("outbox", sa.Column("leased_by", sa.String(64)))
