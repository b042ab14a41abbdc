"""What went to whom is found by its alert, and a list that went out by when it did."""

from alembic import op

revision = "0015_found_by_alert"
down_revision = "0014_sign_in"


def upgrade() -> None:
    op.create_index("ix_outbox_alert_id", "outbox", ["alert_id"])
    op.create_index("ix_lists_made_at", "lists", ["made_at"])
