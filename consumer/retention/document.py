"""The retention schedule for the data protection officer: `deploy/retention.md`. Pure."""

from consumer.retention.kept import KEPT
from schemas.retention import Retention

_HEAD = """# How long what is kept is kept

For the data protection officer. Written by `danm purge --schedule` from the program's own table;
do not edit. Every length is an assumption for the impact assessment until you agree to it; those
in `[retention]` of the [configuration](configuration.md) can be set.

| table | what it holds | kept |
|---|---|---|
"""

_TAIL = """
`danm purge` removes what is older, `danm purge --dry-run` says what it would remove. Each purge
is in the audit with its limits and numbers. Counts stay, so no figure changes. Outside the
database: the topics of the broker keep messages 14 days (`deploy/kafka/topics.toml`); files in
folders, exports, backups and what was sent are with whoever has them. A backup holds what was
removed since until it is deleted itself.

**A case is never removed alone**: what duplicates join is one case, and the cases of a home stay
while one of them waits. A case that waits is never removed, however old.

**A message about a case that was removed** is counted (`danm_dropped_total`) and not kept: it
opens no new wait and rings nothing. A police reference comes back into a case only with a new
message about it.

## Once a day

At a quiet hour, beside the running monitor: each step takes a fraction of a second, and between
two steps the monitor has the database for as long. One that was interrupted is simply run again.

```sh
# /etc/cron.d/danm-purge
30 3 * * *  danm  danm purge --config /etc/danm/danm.toml
```

or by systemd, in a service and its timer (`OnCalendar=*-*-* 03:30 Europe/London`,
`Persistent=true`). On PostgreSQL it runs as `danm_keeper`, the only account that may delete these
rows ([how](postgresql/README.md)). It removes nothing where the machine's clock is over 31 days
ahead of what the monitor last did.
"""


def schedule(retention: Retention) -> str:
    """Return the schedule with the lengths of an installation, as Markdown."""
    rows = (
        f"| `{table}` | {keep.holds} | {keep.words(retention)} |\n" for table, keep in KEPT.items()
    )
    return f"{_HEAD}{''.join(rows)}{_TAIL}"
