"""What goes to GOV.UK Notify: the length of a text message, and the form of a key."""

import pytest

from alerts.channels.notify import LONGEST_TEXT_MESSAGE, short
from alerts.channels.notify_line import is_api_key
from alerts.wording import AlarmText
from tests.contract.parcels import TEXT
from tests.servers.notify_server import API_KEY, MAIL_TEMPLATE


def test_a_long_alarm_is_shortened_to_one_text_message_by_whole_lines_and_says_so() -> None:
    lines = [f"{number}: {'word ' * 15}".strip() for number in range(30)]
    whole = AlarmText(subject=TEXT.subject, body="\n".join(lines))

    shortened = short(whole)

    *kept, last = shortened.body.splitlines()
    assert kept == lines[: len(kept)]
    assert last == "(shortened)"
    assert len(shortened.subject) + len(shortened.body) <= LONGEST_TEXT_MESSAGE
    assert short(TEXT) == TEXT
    one_line = short(AlarmText(subject="s", body="x" * 5_000))
    assert len(one_line.subject) + len(one_line.body) <= LONGEST_TEXT_MESSAGE


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        pytest.param(API_KEY, True, id="as-its-page-shows-it"),
        pytest.param(API_KEY.removeprefix("danm_test-"), True, id="without-a-name"),
        pytest.param(MAIL_TEMPLATE, False, id="one-id-only"),
        pytest.param(f"{API_KEY} ", False, id="with-something-behind"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_what_is_no_key_of_notify_is_known_before_anything_is_sent(text: str, is_one: bool) -> None:
    assert is_api_key(text) is is_one
