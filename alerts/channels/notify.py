"""GOV.UK Notify: e-mail and text messages by a template with ``((subject))`` and ``((body))``.

Notify knows no repeats. Each message bears the alert's id as its reference, and before a second
try it is asked for those that have it already.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from alerts.channels import Fate, Parcel, PermanentFailure, TemporaryFailure
from alerts.channels.notify_line import CALLED, NotifyLine, asked
from alerts.wording import AlarmText

if TYPE_CHECKING:
    from notifications_python_client.notifications import NotificationsAPIClient

LONGEST_TEXT_MESSAGE = 800
"""Characters of subject and body in a text message.

Source: GOV.UK Notify refuses over 918; the rest is kept for the template's own words.
"""

SHORTENED = "(shortened)"

PHONE_DIGITS = 10
"""Last digits by which two spellings of one British number are the same: 07…, +447…, 00447…"""

FAILURES = (Fate.PERMANENT_FAILURE, Fate.TEMPORARY_FAILURE, Fate.TECHNICAL_FAILURE)
"""The worst first: what is never delivered must be told to somebody else at once."""

FATES = {fate.value: fate for fate in Fate}
"""All other words of Notify (created, pending, sent abroad) say nothing yet."""

Message = Mapping[str, Any]
"""A message as Notify tells of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sort:
    """One sort of message in the words of Notify, and how two of its addresses compare."""

    called: str
    address_field: str
    compared: Callable[[str], str]


_MAIL = _Sort(called="email", address_field="email_address", compared=str.lower)
_TEXT = _Sort(
    called="sms",
    address_field="phone_number",
    compared=lambda number: "".join(filter(str.isdigit, number))[-PHONE_DIGITS:],
)


class _Notify:
    """What mails and text messages have in common."""

    name: ClassVar[str]
    _sort: ClassVar[_Sort]

    def __init__(self, line: NotifyLine, template_id: str) -> None:
        """Take the line, and the template by which messages of this sort are made.

        Raises:
            Trouble: The file of authorities cannot be used.
        """
        self.line = line
        self._post = _Post(line, self._sort)
        self._template_id = template_id

    def send(self, parcel: Parcel) -> None:
        """Hand one alert over; accepted, not yet delivered: see `fate`.

        Raises:
            TemporaryFailure: Notify is not there, busy, does not take our key, or has not said yes.
            PermanentFailure: It refuses an address, the template or the text.
        """
        self._post.hand_over(parcel, self._ask_to_send)

    def fate(self, key: str, addresses: tuple[str, ...]) -> Fate:
        """Return what became of the messages of an alert, the worst of all addresses.

        Raises:
            TemporaryFailure: Notify does not say now.
            PermanentFailure: It will not say.
        """
        return self._post.fate(key, addresses)

    def try_out(self, addresses: tuple[str, ...]) -> None:  # noqa: ARG002 - Notify is one for all
        """See that Notify answers and takes our key; send nothing.

        Raises:
            TemporaryFailure: It does not.
        """
        self.line.try_out()

    def _ask_to_send(self, client: "NotificationsAPIClient", address: str, parcel: Parcel) -> Any:
        raise NotImplementedError


class NotifyMail(_Notify):
    """Sends each alert as an e-mail to every address of its route."""

    name = "notify-mail"
    _sort = _MAIL

    def _ask_to_send(self, client: "NotificationsAPIClient", address: str, parcel: Parcel) -> Any:
        told = _personalisation(parcel.text)
        return client.send_email_notification(  # type: ignore[no-untyped-call]
            address, self._template_id, told, reference=parcel.key
        )


class NotifyText(_Notify):
    """Sends each alert as a text message to every number of its route, shortened where needed."""

    name = "notify-text"
    _sort = _TEXT

    def _ask_to_send(self, client: "NotificationsAPIClient", address: str, parcel: Parcel) -> Any:
        told = _personalisation(short(parcel.text))
        return client.send_sms_notification(  # type: ignore[no-untyped-call]
            address, self._template_id, told, reference=parcel.key
        )


def short(text: AlarmText) -> AlarmText:
    """Return a text that fits one text message: whole lines are left out from its end."""
    if text.brief is not None:
        text = AlarmText(subject=text.subject, body=text.brief)
    lines = text.body.strip().splitlines()
    room = LONGEST_TEXT_MESSAGE - len(text.subject) - len(SHORTENED) - 1
    if len("\n".join(lines)) <= room:
        return text
    while len(lines) > 1 and len("\n".join(lines)) > room:
        lines.pop()
    body = "\n".join(lines)[:room].rstrip()
    return AlarmText(subject=text.subject, body=f"{body}\n{SHORTENED}")


def _personalisation(text: AlarmText) -> dict[str, str]:
    return {"subject": text.subject, "body": text.body}


@dataclass(frozen=True, slots=True)
class _Post:
    """One sort of message over the line."""

    line: NotifyLine
    sort: _Sort

    def __post_init__(self) -> None:
        """Read the authorities now, so that a wrong file is told at start."""
        _ = self.line.caller

    def hand_over(
        self,
        parcel: Parcel,
        post: Callable[["NotificationsAPIClient", str, Parcel], Any],
    ) -> None:
        """Send to every address that has it not; what may be tried again is said first."""
        if not parcel.addresses:
            raise PermanentFailure("the route has no address")
        client = self.line.client()
        refused: PermanentFailure | None = None
        for address in self._without_it(client, parcel):
            self.line.pace.take()
            try:
                told = asked(lambda to=address: post(client, to, parcel))  # type: ignore[misc]
            except PermanentFailure as failure:
                refused = failure
            else:
                _require_ours(told, parcel.key)
        if refused is not None:
            raise refused

    def fate(self, key: str, addresses: tuple[str, ...]) -> Fate:
        """Return the worst fate of all addresses; delivered only where every one was."""
        fates = list(self._fates(self.line.client(), key, addresses).values())
        if fates and all(fate is Fate.DELIVERED for fate in fates):
            return Fate.DELIVERED
        return next((bad for bad in FAILURES if bad in fates), Fate.SENDING)

    def _without_it(self, client: "NotificationsAPIClient", parcel: Parcel) -> list[str]:
        if not parcel.may_be_repeat:
            return list(parcel.addresses)
        known = self._known(client, parcel.key)
        return [
            one
            for one in parcel.addresses
            if _latest(known, self.sort.compared(one)) in (None, *FAILURES)
        ]

    def _fates(
        self, client: "NotificationsAPIClient", key: str, addresses: tuple[str, ...]
    ) -> dict[str, Fate]:
        known = self._known(client, key)
        found = {one: _latest(known, self.sort.compared(one)) for one in addresses}
        return {one: fate or Fate.SENDING for one, fate in found.items()}

    def _known(self, client: "NotificationsAPIClient", key: str) -> list[tuple[str, Fate]]:
        """Return address and fate of every message of an alert, the newest first."""
        told = asked(
            lambda: client.get_all_notifications(  # type: ignore[no-untyped-call]
                template_type=self.sort.called, reference=key
            )
        )
        found = [one for one in _messages(told) if one.get("reference") == key]
        found.sort(key=lambda one: str(one.get("created_at")), reverse=True)
        return [(self._address(one), _fate_of(one)) for one in found]

    def _address(self, message: Message) -> str:
        return self.sort.compared(str(message.get(self.sort.address_field)))


def _messages(told: Message) -> Iterator[Message]:
    found = told.get("notifications")
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise TemporaryFailure(f"{CALLED} does not say which messages it has")
    yield from found


def _latest(known: list[tuple[str, Fate]], address: str) -> Fate | None:
    """Return the fate of the newest message to an address, None where there is none."""
    return next((fate for to, fate in known if to == address), None)


def _fate_of(message: Message) -> Fate:
    return FATES.get(str(message.get("status")), Fate.SENDING)


def _require_ours(told: Message, key: str) -> None:
    """Pass only a yes that is one: it names the message, and bears our reference."""
    if not told.get("id") or told.get("reference") != key:
        raise TemporaryFailure(f"{CALLED} says yes to something else than we sent")
