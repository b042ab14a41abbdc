"""Reads small extracts in tests by mappings that are as short as they can be."""

from datetime import datetime
from typing import Any

from consumer.sources.extract_rows import BadRow, Tally
from consumer.sources.extracts import Message, messages_from_csv
from consumer.sources.mapping import parse_mapping

HEAD = """
version = 1
kind = "police"
source = "/police/somewhere/niche"
reference_column = "Ref"
file = { zone = "Europe/London", formats = ["%d/%m/%Y %H:%M"], unknown = ["N/A", "Unknown"] }
"""
REPORTED = """
[reported]
at = { column = "Reported" }
force = "somewhere"
local_authority = "E06000021"
"""
RISK = 'risk = { column = "DASH", values = { S = "standard", M = "medium", H = "high" } }\n'
ONE_CHILD = "children = { count = 1 }\n"
PLAIN = HEAD + REPORTED + RISK + ONE_CHILD


class Read:
    """An extract, read by a mapping."""

    def __init__(self, csv: str, mapping: str = PLAIN, sent_at: datetime | None = None) -> None:
        self.tally = Tally()
        found = list(
            messages_from_csv(
                csv.splitlines(keepends=True),
                parse_mapping(mapping, file_name="niche.toml"),
                file_name="night.csv",
                sent_at=sent_at,
                tally=self.tally,
            )
        )
        self.messages: list[Message] = [one for one in found if not isinstance(one, BadRow)]
        self.bad: list[BadRow] = [one for one in found if isinstance(one, BadRow)]

    @property
    def data(self) -> list[dict[str, Any]]:
        return [message["data"] for message in self.messages]


def rows(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)


ONE = rows("Ref,Reported,DASH", "STF-1,20/06/2026 23:52,M")
