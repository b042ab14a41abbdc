"""Every metric there is: its name, its labels, and what it leaves out.

The names are those of contract section 5. No police reference, key or case code is ever a label.
"""

from consumer.metrics import figure_names, own_names
from consumer.metrics.family import Family, Sort
from schemas import counts

_PLACE = ("force", "local_authority")

CLOCK = Family(
    name=counts.CLOCK,
    sort=Sort.HISTOGRAM,
    labels=("clock", *_PLACE, "risk"),
    says=(
        "Elapsed seconds of each clock of a notification, day and night, as first judged; risk is "
        "the grade at the receipt. Leaves out those that still wait and clocks known only within "
        "bounds (danm_clock_unmeasured_total): its quantiles flatter."
    ),
)
UNMEASURED = Family(
    name=counts.UNMEASURED,
    sort=Sort.COUNTER,
    labels=CLOCK.labels,
    says=(
        "Clocks of notifications that have ended but no exact length: a date without a time, an "
        "unknown start, times that disagree. Not in danm_clock_seconds."
    ),
)
LEG = Family(
    name=counts.LEG,
    sort=Sort.HISTOGRAM,
    labels=("leg", "owner", *_PLACE),
    says=(
        "Elapsed seconds between two milestones of a notification that was received, with whose "
        "time it was, as first judged. Leaves out ends known only to the day or in the wrong order."
    ),
)
RECEIPTS = Family(
    name=counts.RECEIPTS,
    sort=Sort.COUNTER,
    labels=(*_PLACE, "risk", "verdict"),
    says=(
        "Notifications received, by result on 'police knew to front door told'. First judgement "
        "only (see danm_verdicts_revised_total); those still waiting are in "
        "danm_waiting_notifications."
    ),
)
REVISED = Family(
    name=counts.REVISED,
    sort=Sort.COUNTER,
    says=(
        "Results of clocks that changed after the first judgement, by a correction or a later "
        "message. The counters of receipts and clocks keep the first."
    ),
)
CLOSED = Family(
    name=counts.CLOSED,
    sort=Sort.COUNTER,
    labels=(*_PLACE, "risk", "disposition"),
    says=(
        "Notifications no longer expected, by reason, each reason of a case once. Those reopened "
        "later are still counted; those without children in the home are not."
    ),
)
WAITING = Family(
    name=counts.WAITING,
    sort=Sort.GAUGE,
    labels=(*_PLACE, "risk", "rung"),
    says=(
        "Notifications the police know of and the front door was not told of, by risk as graded "
        "now and the highest alarm so far. Absent, not 0, for a force whose feed is not trusted. "
        "Leaves out homes whose children are not yet known."
    ),
)
WAITING_CHILDREN = Family(
    name=counts.WAITING_CHILDREN,
    sort=Sort.GAUGE,
    labels=WAITING.labels,
    says=(
        "Children in those notifications (danm_waiting_notifications), each as often as it has "
        "incidents. A notification that names no child adds none: the true number may be higher."
    ),
)
BECOMING_LATE = Family(
    name="danm_becoming_late_notifications",
    sort=Sort.GAUGE,
    labels=(*_PLACE, "risk", "within"),
    says=(
        "Of danm_waiting_notifications those that become late within 1, 2, 4, 8, 12 or 24 hours of "
        "now unless the front door is told, by their own limits and the risk as graded now; each "
        "is also in every longer one. Leaves out those past their limit already. Absent for a "
        "force whose feed is not trusted, and for all where more than 5,000 are due in a day."
    ),
)
OLDEST_WAITING = Family(
    name="danm_oldest_waiting_timestamp_seconds",
    sort=Sort.GAUGE,
    labels=(*_PLACE, "risk"),
    says=(
        "When the wait of the longest waiting notification began. Absent where none waits, and "
        "shown also for a force whose feed is not trusted: a known wait is never hidden."
    ),
)
ALERTS = Family(
    name=counts.ALERTS,
    sort=Sort.COUNTER,
    labels=("kind", "rung"),
    says="Alerts raised, also those that go on a list. Says nothing of whether they were accepted.",
)
DELIVERY = Family(
    name=counts.DELIVERY,
    sort=Sort.HISTOGRAM,
    labels=("channel",),
    says=(
        "Seconds from when an alert was due until its channel accepted it. Leaves out those not "
        "yet accepted (danm_outbox_oldest_unsent_timestamp_seconds)."
    ),
)
FATES = Family(
    name=counts.FATES,
    sort=Sort.COUNTER,
    labels=("channel", "fate"),
    says=(
        "What became of alerts after they were accepted, as the channel told later: delivered, or "
        "which failure, after which they are told again or otherwise. Leaves out what is not known "
        "yet, and channels that never tell (all but GOV.UK Notify)."
    ),
)
OLDEST_UNSENT = Family(
    name="danm_outbox_oldest_unsent_timestamp_seconds",
    sort=Sort.GAUGE,
    says="When the oldest alert was raised that its channel still has to accept. Absent if none.",
)
TRUSTED = Family(
    name="danm_feed_trusted",
    sort=Sort.GAUGE,
    labels=("feed",),
    says=(
        "1 while a feed speaks and is not far behind by its own word, else 0, also where all it "
        "sent was refused. Leaves out feeds that never sent: nobody has named them yet."
    ),
)
LAST_MESSAGE = Family(
    name="danm_feed_last_message_timestamp_seconds",
    sort=Sort.GAUGE,
    labels=("feed",),
    says="When a feed last said something new. Repeats and refused messages do not count.",
)
COMPLETE_TO = Family(
    name="danm_feed_complete_to_timestamp_seconds",
    sort=Sort.GAUGE,
    labels=("feed",),
    says=(
        "Up to when a feed says it has sent everything it knew. Absent for a feed that never says."
    ),
)
CONTROL_TOTAL = Family(
    name="danm_control_total_difference",
    sort=Sort.GAUGE,
    labels=_PLACE,
    says=(
        "Incidents with children by the force's own count, less those held here, for the latest "
        "day it told. Above 0: some never arrived. Absent until a count was told."
    ),
)
QUARANTINED = Family(
    name=counts.QUARANTINED,
    sort=Sort.COUNTER,
    labels=("reason",),
    says="Messages set aside as unreadable or contradicting. Each may be a child; repeats are one.",
)
QUARANTINE_OPEN = Family(
    name="danm_quarantine_open",
    sort=Sort.GAUGE,
    says="Messages in quarantine that nobody has dealt with.",
)
DROPPED = Family(
    name=counts.DROPPED,
    sort=Sort.COUNTER,
    labels=("reason",),
    says=(
        "Messages counted and not kept: their council does not use this monitor, or their case was "
        "removed by age."
    ),
)
CANARY_PASSED = Family(
    name="danm_canary_last_passed_timestamp_seconds",
    sort=Sort.GAUGE,
    labels=("path",),
    says=(
        "When a test message of our own last came through by this way in: taken in, looked at, "
        "handed over. Absent for a way by which none ever did. Leaves out whether people were told."
    ),
)
CANARY_FAILED = Family(
    name="danm_canary_failed",
    sort=Sort.GAUGE,
    labels=("path", "step"),
    says=(
        "1 where the last test message that had its ten minutes did not get past this step, else "
        "0. Absent for a way by which none was sent in the last two hours."
    ),
)
AUDIT_PASSED = Family(
    name="danm_audit_last_passed_timestamp_seconds",
    sort=Sort.GAUGE,
    says=(
        "When an audit of deadlines, unsent alerts and waiting counts last found nothing. Absent "
        "if none ever did."
    ),
)
AUDIT_FINDINGS = Family(
    name="danm_audit_findings",
    sort=Sort.GAUGE,
    labels=("fault",),
    says="What the last audit found, by fault; the log names the cases. Absent before the first.",
)
LAG = Family(
    name="danm_consumer_lag_messages",
    sort=Sort.GAUGE,
    labels=("topic",),
    says=(
        "Messages in Kafka that this process has not yet taken from its partitions. Absent without "
        "Kafka and until it was asked."
    ),
)
COLLECTOR_UP = Family(
    name="danm_collector_up",
    sort=Sort.GAUGE,
    labels=("collector",),
    says="1 where a group of metrics could be read, 0 where it failed and is missing here.",
)
BUILD = Family(
    name="danm_build",
    sort=Sort.INFO,
    labels=("version", "policy"),
    says="Version of the program, and of the policy that is the newest.",
)

FAMILIES = (
    CLOCK,
    UNMEASURED,
    LEG,
    RECEIPTS,
    REVISED,
    CLOSED,
    WAITING,
    WAITING_CHILDREN,
    BECOMING_LATE,
    OLDEST_WAITING,
    ALERTS,
    DELIVERY,
    FATES,
    OLDEST_UNSENT,
    TRUSTED,
    LAST_MESSAGE,
    COMPLETE_TO,
    CONTROL_TOTAL,
    QUARANTINED,
    QUARANTINE_OPEN,
    DROPPED,
    CANARY_PASSED,
    CANARY_FAILED,
    AUDIT_PASSED,
    AUDIT_FINDINGS,
    *own_names.FAMILIES,
    *figure_names.FAMILIES,
    LAG,
    COLLECTOR_UP,
    BUILD,
)
"""All of them; a test proves that nothing else is exposed."""
