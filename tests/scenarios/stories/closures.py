"""Cases that are closed, rightly, too early or by mistake. Times are UTC, as in London."""

from tests.model.sentences import close, contact, milestone, receipt, report
from tests.model.times import Message
from tests.scenarios.stories.ordinary import in_order, others

COUNTY = "E10000028"
EDT = {"received_by": "edt"}


def cross_border() -> list[Message]:
    """The family moves over the border of the two councils, and perhaps it does not."""
    return in_order(
        [
            report("11-16 09:00", "MOVED-AND-BACK-IN-TIME", risk="medium"),
            close("11-16 12:00", "other_authority", "MOVED-AND-BACK-IN-TIME", to=COUNTY),
            close("11-16 15:00", "reopened", "MOVED-AND-BACK-IN-TIME"),
            receipt("11-16 22:00", "MOVED-AND-BACK-IN-TIME", **EDT),
            report("11-16 09:00", "MOVED-AND-BACK-TOO-LATE", risk="high"),
            close("11-16 14:00", "other_authority", "MOVED-AND-BACK-TOO-LATE", to=COUNTY),
            close("11-17 10:00", "reopened", "MOVED-AND-BACK-TOO-LATE"),
            receipt("11-17 11:00", "MOVED-AND-BACK-TOO-LATE"),
            report("11-17 00:00", "MOVED-AFTER-IT-RANG", risk="high"),
            close("11-17 09:00", "other_authority", "MOVED-AFTER-IT-RANG", to=COUNTY),
            report("11-17 00:10", "FROM-THE-COUNTY", risk="high", local_authority=COUNTY),
            close("11-17 03:00", "other_authority", "FROM-THE-COUNTY", to="E06000021"),
            *others("2026-11-16T08:00:00Z", "2026-11-17T16:00:00Z"),
        ]
    )


def open_case_with_and_without_confirmation() -> list[Message]:
    """The family has a worker: the wait ends only once something was sent, or is known there."""
    return in_order(
        [
            report("11-16 09:00", "NOTHING-SENT", risk="medium"),
            close("11-16 10:00", "open_case", "NOTHING-SENT"),
            receipt("11-17 14:00", "NOTHING-SENT"),
            report("11-16 09:00", "SENT-TO-THE-WORKER", risk="medium"),
            close("11-16 10:00", "open_case", "SENT-TO-THE-WORKER"),
            milestone("11-16 11:00", "sent", "SENT-TO-THE-WORKER", notice="full"),
            report("11-16 09:00", "KNOWN-AT-THE-FRONT-DOOR", risk="medium"),
            close("11-16 10:00", "open_case", "KNOWN-AT-THE-FRONT-DOOR"),
            contact("11-16 15:00", "recorded", "KNOWN-AT-THE-FRONT-DOOR"),
            report("11-16 09:00", "SENT-AFTER-THE-LIMIT", risk="high"),
            close("11-16 18:00", "open_case", "SENT-AFTER-THE-LIMIT"),
            milestone("11-16 19:00", "sent", "SENT-AFTER-THE-LIMIT", notice="full"),
            *others("2026-11-16T08:00:00Z", "2026-11-17T10:00:00Z", are_recorded=True),
        ]
    )


def a_wrong_closure_reopened() -> list[Message]:
    """Closed by mistake: what was missed meanwhile rings at once when the case is opened again."""
    return in_order(
        [
            report("11-16 09:00", "WITHDRAWN-A-DAY", risk="high"),
            close("11-16 11:00", "withdrawn", "WITHDRAWN-A-DAY"),
            close("11-17 09:30", "reopened", "WITHDRAWN-A-DAY"),
            receipt("11-17 14:00", "WITHDRAWN-A-DAY"),
            report("11-16 09:00", "WITHDRAWN-TWO-HOURS", risk="medium"),
            close("11-16 10:00", "withdrawn", "WITHDRAWN-TWO-HOURS"),
            close("11-16 12:00", "reopened", "WITHDRAWN-TWO-HOURS"),
            receipt("11-16 22:00", "WITHDRAWN-TWO-HOURS", **EDT),
            report("11-16 12:00", "NOT-SHARED-AFTER-ALL", risk="high"),
            close("11-16 13:00", "not_shared_by_policy", "NOT-SHARED-AFTER-ALL"),
            close("11-16 15:00", "reopened", "NOT-SHARED-AFTER-ALL"),
            receipt("11-16 16:30", "NOT-SHARED-AFTER-ALL"),
            report("11-16 09:00", "COPY-OF-NOBODY", risk="medium"),
            close("11-16 10:00", "duplicate", "COPY-OF-NOBODY", of="THE-ORIGINAL"),
            report("11-17 10:00", "THE-ORIGINAL", knew="11-16 09:10", risk="medium"),
            receipt("11-17 11:00", "THE-ORIGINAL"),
            *others("2026-11-16T08:00:00Z", "2026-11-17T10:00:00Z"),
        ]
    )
