"""The console: alerts as plain text on standard output, for demo and first site."""

from typing import TextIO

from alerts.channels import Parcel, TemporaryFailure
from alerts.plain_words import london_words
from alerts.routing import Told
from schemas.lists import RoleList
from schemas.policy_words import ROLE_WORDS
from schemas.words import Delivery

_RULE = "-" * 72


class Console:
    """Writes each alert as a block of text, and flushes: only then was it accepted."""

    name = "console"

    def __init__(self, stream: TextIO) -> None:
        """Take the stream to write to."""
        self._stream = stream

    def send(self, parcel: Parcel) -> None:
        """Write one alert.

        Raises:
            TemporaryFailure: The stream cannot be written.
        """
        alert, text = parcel.alert, parcel.text
        told = ", ".join(word for role, word in ROLE_WORDS.items() if role in alert.recipients)
        lines = (
            _RULE,
            text.subject,
            f"{_how(alert)}, for: {told}. Raised {london_words(alert.raised_at)}.",
            "",
            text.body,
        )
        try:
            self._stream.write("\n".join(lines))
            self._stream.flush()
        except (OSError, ValueError) as error:
            raise TemporaryFailure("the console cannot be written") from error


def _how(told: Told) -> str:
    if isinstance(told, RoleList):
        return "List"
    return "Now" if told.delivery is Delivery.NOW else "On the next list"
