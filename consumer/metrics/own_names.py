"""Metrics of the monitor's own machine: whether it turns, has room and is let in."""

from consumer.metrics.family import Family, Sort

LOOP_TURNED = Family(
    name="danm_loop_last_turn_timestamp_seconds",
    sort=Sort.GAUGE,
    labels=("loop",),
    says=(
        "When a loop that must turn in some process last left its sign that it turns and does its "
        "work, one every 10 seconds. Absent for a loop that never did. Leaves out loops that only "
        "watch."
    ),
)
DISK_FREE = Family(
    name="danm_disk_free_bytes",
    sort=Sort.GAUGE,
    labels=("what",),
    says=(
        "Free space on the disk that holds the data folder or an SQLite file elsewhere, as seen by "
        "this process. Absent where it cannot be read. Leaves out the disk of a database server."
    ),
)
DISK_SIZE = Family(
    name="danm_disk_size_bytes",
    sort=Sort.GAUGE,
    labels=DISK_FREE.labels,
    says="Size of the disk whose free space danm_disk_free_bytes tells.",
)
CERTIFICATE_EXPIRES = Family(
    name="danm_certificate_expires_timestamp_seconds",
    sort=Sort.GAUGE,
    labels=("file",),
    says=(
        "When the certificate in a file of the settings ends: of our own the first in it, of "
        "authorities the one that lasts longest. Absent where the file cannot be read. Leaves out "
        "certificates that servers show us."
    ),
)
CERTIFICATE_READABLE = Family(
    name="danm_certificate_readable",
    sort=Sort.GAUGE,
    labels=CERTIFICATE_EXPIRES.labels,
    says="1 where a file of the settings holds a certificate that can be read, else 0.",
)
BACKUP_TAKEN = Family(
    name="danm_backup_last_success_timestamp_seconds",
    sort=Sort.GAUGE,
    says=(
        "When the newest backup was taken that its program knows to be whole. Absent before the "
        "first. Leaves out whether it was ever restored, and backups that nobody noted here."
    ),
)
AUDIT_VERIFIED = Family(
    name="danm_audit_trail_verified_timestamp_seconds",
    sort=Sort.GAUGE,
    says=(
        "When danm audit verify last found every sealed row of the audit as it was. Absent if it "
        "never did. Leaves out rows that came since: they are not sealed yet."
    ),
)
AUDIT_CHANGED = Family(
    name="danm_audit_trail_changed_timestamp_seconds",
    sort=Sort.GAUGE,
    says=(
        "When danm audit verify last found a sealed row of the audit changed or gone. Absent if it "
        "never did."
    ),
)

FAMILIES = (
    LOOP_TURNED,
    DISK_FREE,
    DISK_SIZE,
    CERTIFICATE_EXPIRES,
    CERTIFICATE_READABLE,
    BACKUP_TAKEN,
    AUDIT_VERIFIED,
    AUDIT_CHANGED,
)
"""All of them."""
