"""Microsoft Teams: a card, posted to the URL of a Workflows webhook.

Whoever has the URL may post, so the whole of it is a secret. Teams knows no repeats: a second card
bears the same number, and says so.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic_core import to_json

from alerts.channels import Parcel, PermanentFailure, TemporaryFailure
from alerts.channels.calls import Answer, Call, Caller, Reach, only_url

CALLED = "the Teams workflow"

LARGEST_CARD = 28_000
"""Bytes of a whole post. Source: Microsoft Learn, "Create an Incoming Webhook": the limit of a
message is 28 KB.
"""

ACCEPTED = 202
"""What a workflow answers that has taken a card; it goes on by itself."""

_HEADERS = {"Content-Type": "application/json", "User-Agent": "danm", "Connection": "close"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Workflows(Reach):
    """Where cards may go."""

    called: str = CALLED


class Teams:
    """Posts each alert as a card to the chat or channel of its workflow."""

    name = "teams"

    def __init__(self, workflows: Workflows) -> None:
        """Take where cards may go.

        Raises:
            Trouble: The file of authorities cannot be used.
        """
        self._reach = workflows
        self._caller = Caller(workflows)

    def send(self, parcel: Parcel) -> None:
        """Post one alert; only what a workflow says that has taken a card accepts it.

        Raises:
            TemporaryFailure: No answer in time, 5xx, 408 or 429 (with how long to wait, if told),
                or a yes with other words beside it.
            PermanentFailure: The URL is not allowed, the card is too large, or any other answer.
        """
        url = only_url(parcel.addresses, self._reach)
        body = to_json(post_of(parcel))
        if len(body) > LARGEST_CARD:
            raise PermanentFailure(f"the card is larger than {LARGEST_CARD} bytes")
        answer = self._caller.call(
            Call(method="POST", url=url, headers=_HEADERS, body=body), keep=1_024
        )
        self._caller.require_yes(answer)
        _require_silence(answer)

    def try_out(self, addresses: tuple[str, ...]) -> None:
        """Reach the host and see its certificate; post nothing.

        Raises:
            TemporaryFailure: As `send` says.
            PermanentFailure: The URL is not allowed.
        """
        with self._caller.reached(only_url(addresses, self._reach)):
            pass


def post_of(parcel: Parcel) -> dict[str, Any]:
    """Return what is posted: one Adaptive Card, without a reference or a link.

    Its texts are runs, in which nothing is taken for markup.
    """
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "fallbackText": parcel.text.subject,
        "body": list(_blocks(parcel)),
        "msteams": {"width": "Full"},
    }
    content_type = "application/vnd.microsoft.card.adaptive"
    return {
        "type": "message",
        "attachments": [{"contentType": content_type, "contentUrl": None, "content": card}],
    }


def _blocks(parcel: Parcel) -> Iterator[dict[str, Any]]:
    yield _block(parcel.text.subject, weight="Bolder", size="Medium")
    for paragraph in parcel.text.body.strip().split("\n\n"):
        first, *others = paragraph.splitlines()
        yield _block(first, spacing="Medium")
        yield from (_block(line, spacing="None") for line in others)
    again = f"Alert {parcel.key}. A card with the same number is the same alert."
    yield _block(again, spacing="Medium", size="Small", is_subtle=True)


def _block(
    text: str, *, spacing: str = "Default", is_subtle: bool = False, **style: str
) -> dict[str, Any]:
    run = {"type": "TextRun", "text": text, "isSubtle": is_subtle, **style}
    return {"type": "RichTextBlock", "spacing": spacing, "inlines": [run]}


def _require_silence(answer: Answer) -> None:
    """Pass only a yes that is one: receivers before these told of failures in a 200."""
    if answer.status != ACCEPTED and answer.body.strip():
        raise TemporaryFailure(f"{CALLED} answers {answer.status} with words, not {ACCEPTED}")
