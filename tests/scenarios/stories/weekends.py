"""Nights, weekends and holidays: who is told while the front door is closed. Times are UTC."""

from tests.model.sentences import contact, milestone, receipt, report
from tests.model.times import Message
from tests.scenarios.stories.ordinary import in_order, others

EDT = {"received_by": "edt"}


def friday_16_45() -> list[Message]:
    """Reported a quarter of an hour after closing time, told on Monday: 64 hours."""
    return in_order(
        [
            report("11-20 12:53", "HIGH-FRIDAY-1250", knew="11-20 12:50", risk="high"),
            receipt("11-20 17:30", "HIGH-FRIDAY-1250", **EDT),
            report("11-20 16:48", "HIGH-FRIDAY-1645", knew="11-20 16:45", risk="high"),
            report("11-20 16:49", "MEDIUM-FRIDAY-1645", knew="11-20 16:45", risk="medium"),
            receipt("11-23 08:50", "HIGH-FRIDAY-1645"),
            receipt("11-23 08:52", "MEDIUM-FRIDAY-1645"),
            *others("2026-11-20T12:00:00Z", "2026-11-23T06:00:00Z"),
        ]
    )


def christmas_2026() -> list[Message]:
    """Closed from Thursday 24 December 17:00 to Tuesday 29 December 08:30."""
    return in_order(
        [
            report("12-24 16:00", "HIGH-ON-THE-EVE", risk="high"),
            receipt("12-24 16:30", "HIGH-ON-THE-EVE"),
            contact("12-29 10:20", "recorded", "HIGH-ON-THE-EVE"),
            contact("12-29 11:00", "decided", "HIGH-ON-THE-EVE"),
            report("12-24 16:10", "MEDIUM-ON-THE-EVE", risk="medium"),
            receipt("12-24 16:40", "MEDIUM-ON-THE-EVE"),
            contact("12-29 11:00", "recorded", "MEDIUM-ON-THE-EVE"),
            contact("12-29 16:30", "decided", "MEDIUM-ON-THE-EVE"),
            report("12-25 11:00", "MEDIUM-ON-CHRISTMAS-DAY", risk="medium"),
            receipt("12-29 09:30", "MEDIUM-ON-CHRISTMAS-DAY"),
            contact("12-29 10:30", "recorded", "MEDIUM-ON-CHRISTMAS-DAY"),
            report("12-28 09:00", "HIGH-ON-THE-SUBSTITUTE-DAY", risk="high"),
            receipt("12-28 14:00", "HIGH-ON-THE-SUBSTITUTE-DAY", **EDT),
            contact("12-29 09:10", "recorded", "HIGH-ON-THE-SUBSTITUTE-DAY"),
            *others("2026-12-24T09:00:00Z", "2026-12-29T12:00:00Z", are_recorded=True),
        ]
    )


def receipt_by_edt() -> list[Message]:
    """EDT is told by night: that is a receipt, however late the day team hears of it."""
    return in_order(
        [
            report("11-20 20:00", "MEDIUM-READ-TOO-LATE", risk="medium"),
            receipt("11-21 21:00", "MEDIUM-READ-TOO-LATE", **EDT),
            report("11-21 10:00", "MEDIUM-TO-THE-SECOND", risk="medium"),
            receipt("11-21 22:00", "MEDIUM-TO-THE-SECOND", **EDT),
            report("11-21 22:00", "HIGH-IN-TIME", risk="high"),
            milestone("11-21 22:20", "sent", "HIGH-IN-TIME", notice="full"),
            receipt("11-21 22:40", "HIGH-IN-TIME", **EDT),
            receipt("11-23 09:00", "HIGH-IN-TIME", notice="resend"),
            report("11-21 23:00", "HIGH-BY-TELEPHONE", risk="high"),
            receipt(
                "11-23 09:05",
                "HIGH-BY-TELEPHONE",
                when="11-22 01:00",
                channel="phone",
                entered_by_hand=True,
                **EDT,
            ),
            receipt("11-22 10:00", "MEDIUM-TOLD-BEFORE-REPORTED", **EDT),
            report("11-22 12:00", "MEDIUM-TOLD-BEFORE-REPORTED", knew="11-21 08:00", risk="medium"),
            *others("2026-11-20T20:00:00Z", "2026-11-23T08:00:00Z"),
        ]
    )


def a_07_00_file_with_weekends_skipped() -> list[Message]:
    """A police file at 07:00 and a council file at 17:00, Monday to Friday; one comes late."""
    return [
        report("11-12 07:05", "WEDNESDAY", knew="11-11 23:00"),
        receipt("11-12 17:05", "WEDNESDAY", when="11-12 09:00"),
        report("11-13 07:05", "THURSDAY-MEDIUM", knew="11-12 20:00", risk="medium"),
        receipt("11-13 17:05", "THURSDAY-MEDIUM", when="11-13 09:00"),
        report("11-16 11:00", "SATURDAY-HIGH", knew="11-14 22:00", risk="high"),
        report("11-16 11:00", "SUNDAY-MEDIUM", knew="11-15 13:00", risk="medium"),
        receipt("11-16 17:05", "SATURDAY-HIGH", when="11-16 14:00"),
        receipt("11-16 17:05", "SUNDAY-MEDIUM", when="11-16 14:00"),
        report("11-17 07:05", "MONDAY", knew="11-16 18:00"),
        receipt("11-17 17:05", "MONDAY", when="11-17 09:00"),
    ]
