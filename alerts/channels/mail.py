"""One alert as an e-mail: plain text, and the same as simple HTML. Pure."""

from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape
from itertools import groupby

from alerts.channels import Parcel
from schemas.words import Delivery

_POLICY = SMTP.clone(cte_type="7bit")
"""Plain ASCII on the wire: no server on the way can damage it."""

CASE_CODE = "\nCase code: "
"""How the line of the case code begins, in every text about a case."""

LONGEST_PAGE = 100_000
"""Characters of a text of which a page is still made. Source: mail programs cut at 102 KB."""

_STYLE = "font-family: sans-serif; font-size: 1rem; line-height: 1.5; max-width: 40em"


def mail_of(parcel: Parcel, *, sender: str, reply_to: str | None) -> EmailMessage:
    """Return the e-mail about an alert; two tries give the same Message-ID.

    Its date is that of the alert: a copy that came late shows since when it was under way.
    """
    alert, text = parcel.alert, parcel.text
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = sender
    mail["To"] = ", ".join(parcel.addresses)
    if reply_to:
        mail["Reply-To"] = reply_to
    mail["Subject"] = " ".join(text.subject.split())
    mail["Date"] = format_datetime(alert.raised_at)
    mail["Message-ID"] = f"<{parcel.key}@{domain_of(sender)}>"
    mail["Auto-Submitted"] = "auto-generated"
    # Exchange answers of absence would go to whoever minds the sender's mailbox.
    mail["X-Auto-Response-Suppress"] = "All"
    if alert.delivery is Delivery.NOW:
        mail["Importance"] = "high"
    body = text.body if parcel.reference is None else with_reference(text.body, parcel.reference)
    mail.set_content(body)
    if text.html is not None or len(body) <= LONGEST_PAGE:
        html = text.html or html_of(mail["Subject"], body)
        mail.add_alternative(html, subtype="html")
    return mail


def with_reference(body: str, reference: str) -> str:
    """Return a text with the police reference: behind the case code, or at its end."""
    line = f"Police reference: {reference}\n"
    before, code, after = body.partition(CASE_CODE)
    if not code:
        return f"{body.rstrip()}\n\n{line}"
    rest_of_line, _, others = after.partition("\n")
    return f"{before}{code}{rest_of_line}\n{line}{others}"


def domain_of(address: str) -> str:
    """Return the part of a mail address after its last ``@``."""
    return address.rpartition("@")[2]


def html_of(subject: str, body: str) -> str:
    """Return a text as a page that a screen reader and any mail program can read.

    Empty lines part paragraphs; lines that begin with ``- `` are a list. Nothing is loaded from
    anywhere, no link stands in it, and nothing is said by colour alone.
    """
    blocks = "\n".join(_block(block.splitlines()) for block in body.split("\n\n") if block.strip())
    title = escape(subject)
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        f'<title>{title}</title>\n</head>\n<body>\n<main style="{_STYLE}">\n'
        f'<h1 style="font-size: 1.25rem">{title}</h1>\n{blocks}\n'
        "</main>\n</body>\n</html>\n"
    )


def _block(lines: list[str]) -> str:
    runs = groupby(lines, key=lambda line: line.startswith("- "))
    return "\n".join(_list(run) if is_list else _paragraph(run) for is_list, run in runs)


def _list(lines: Iterator[str]) -> str:
    entries = "\n".join(f"<li>{escape(line.removeprefix('- '))}</li>" for line in lines)
    return f"<ul>\n{entries}\n</ul>"


def _paragraph(lines: Iterator[str]) -> str:
    return f"<p>{'<br>'.join(escape(line) for line in lines)}</p>"
