"""Why a message was refused, in words for whoever mends the source. Pure."""

from schemas.refusals import Reason

REASON_WORDS = {
    Reason.TOO_LARGE: "it is larger than 256 KiB",
    Reason.NOT_UTF8: "it is not UTF-8 text",
    Reason.CONTROL_CHARACTER: "it holds a control character",
    Reason.INVISIBLE_CHARACTER: "it holds an invisible character",
    Reason.LONE_SURROGATE: "it holds half of a character",
    Reason.TOO_DEEP: "it is nested too deeply",
    Reason.NOT_JSON: "it is not JSON",
    Reason.REPEATED_NAME: "a field stands in it twice",
    Reason.NOT_FINITE: "a number in it is none",
    Reason.NUMBER_TOO_LARGE: "a number in it is too large",
    Reason.NOT_AN_OBJECT: "it is not a JSON object",
    Reason.UNKNOWN_MESSAGE: "its type is not one of the contract",
    Reason.UNKNOWN_FIELD: "it holds a field that the contract does not have",
    Reason.MISSING_FIELD: "a field is missing",
    Reason.WRONG_TYPE: "a value is of the wrong sort, such as a number for a text",
    Reason.UNKNOWN_WORD: "a word is not one of those allowed",
    Reason.BAD_SOURCE: "the name of the source cannot be used",
    Reason.BAD_REFERENCE: "a reference has signs that are not allowed, or is too long",
    Reason.BAD_SEQUENCE: "the sequence number is not a whole number",
    Reason.BAD_AUTHORITY: "a council is not given by its nine-character ONS code",
    Reason.BAD_TEXT: "a text is blank, too long, or has signs that are not allowed",
    Reason.BAD_TIME: "a time is not an RFC 3339 time with an offset, nor a date",
    Reason.TIME_OUT_OF_BOUNDS: "a time is too early or too far ahead to be believed",
    Reason.SUBJECT_NOT_ALLOWED: "a message about a feed names an incident",
    Reason.CHILDREN_MISSING: "it lists no child, and does not say why",
    Reason.CHILDREN_CONTRADICTED: "it lists children, and says that none are known",
    Reason.NEGATIVE_COUNT: "a count is below zero",
    Reason.NOT_ONE_OWNER: "it must name a force or a council, and not both",
    Reason.CONFLICT: "an earlier message has the same id and says otherwise",
    Reason.DAMAGED: "the transport could not hand it over",
    Reason.BAD_ROW: "a row of an extract could not be read",
    Reason.BAD_ROW: "a row of a file cannot be read by its mapping",
    Reason.CUT_OFF: "a file breaks off",
    Reason.WRONG_EXTRACT: "a file does not fit its mapping",
}
"""One for each reason; none holds a value of the message."""


def refusal_words(reason: Reason, place: str) -> str:
    """Return reason, place and words: ``bad_time at data.at (a time is not …)``."""
    where = f" at {place}" if place else ""
    return f"{reason}{where} ({REASON_WORDS[reason]})"
