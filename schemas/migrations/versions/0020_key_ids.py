"""Under which HMAC key a row stands. An older program noted none, and could use but one."""

import sqlalchemy as sa
from alembic import op

revision = "0020_key_ids"
down_revision = "0019_audit_seals"


def upgrade() -> None:
    for table in ("cases", "purged_cases"):
        column = sa.Column("key_id", sa.String(8), nullable=False, server_default="")
        op.add_column(table, column)
