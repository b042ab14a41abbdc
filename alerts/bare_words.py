"""Texts made of nothing that could fail, for when the full text of an alarm or list does. Pure."""

from datetime import datetime

from alerts.plain_words import london_words, rung_words
from alerts.trial_marks import subject_marks, warning_lines
from alerts.wording import AlarmText


def bare_text(*, kind: str, rung: str, case_code: str | None) -> AlarmText:
    """Return a text made of nothing that could fail, for when `alarm_text` does."""
    code = f"case code {case_code}" if case_code else "no case code"
    step = rung_words(rung)
    return AlarmText(
        subject=f"Alarm: {kind}, {step} ({code})",
        body=f"An alarm rang: {kind}, {step}, {code}.\n"
        "Its full text could not be made. Open the list of waiting children and look there, and "
        "tell the data manager.\n",
    )


def bare_list_text(due_at: datetime) -> AlarmText:
    """Return what goes out where a list of waiting children could not be made."""
    when = f"{london_words(due_at)} (UK time)"
    return AlarmText(
        subject=f"The list of {when} could not be made",
        body=f"Your list of waiting children of {when} could not be made. This does not mean that "
        "nobody waits.\nOpen the list yourself, ask the police desk who still waits, and tell the "
        "data manager.\n",
    )


def marked(text: AlarmText, *, is_simulated: bool, is_shadow: bool) -> AlarmText:
    """Return a bare text with the marks that every text of a demo or a trial run bears."""
    above = warning_lines(is_simulated=is_simulated, is_shadow=is_shadow)
    return AlarmText(
        subject=subject_marks(is_simulated=is_simulated, is_shadow=is_shadow) + text.subject,
        body="\n".join([*above, text.body]),
    )
