"""Whatever a file holds: no row disappears, nothing is raised, every message is taken."""

import json
from contextlib import suppress
from io import StringIO
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from consumer.decode import decode
from consumer.sources.extract_rows import BadRow, Tally, WrongExtract
from consumer.sources.extracts import messages_from_csv
from consumer.sources.mapping import load_mapping
from schemas.messages import Message

ROOT = Path(__file__).parents[2]
MAPPING = load_mapping(ROOT / "deploy/mappings/niche.toml")
HEADER, *SAMPLES = (ROOT / "tests/data/niche_extract.csv").read_text(encoding="utf-8").splitlines()

cells = st.one_of(
    st.sampled_from([cell for sample in SAMPLES for cell in sample.split(",")]),
    st.sampled_from(["", "31/02/2026", "25/10/2026 01:30", "9999-12-31", "00/00/0000", "²", "-1"]),
    st.text(st.characters(exclude_characters=',"\r\n'), max_size=70),
)
good_rows = st.lists(cells, min_size=HEADER.count(",") + 1, max_size=HEADER.count(",") + 1)
lines_of_cells = good_rows.map(",".join)
any_lines = st.text(st.characters(exclude_characters="\r\n"), max_size=200)


@given(st.lists(st.one_of(lines_of_cells, any_lines), max_size=12))
def test_whatever_stands_in_a_file_every_message_is_taken(lines: list[str]) -> None:
    text = StringIO("\n".join([HEADER, *lines]), newline="")

    found = list(messages_from_csv(text, MAPPING, file_name="night.csv", sent_at=None))

    for one in found:
        if not isinstance(one, BadRow):
            assert isinstance(decode(json.dumps(one).encode()), Message)


@given(st.lists(lines_of_cells, max_size=12))
def test_every_wanted_row_is_told_or_named(lines: list[str]) -> None:
    tally = Tally()
    text = StringIO("\n".join([HEADER, *lines]), newline="")

    found = list(messages_from_csv(text, MAPPING, file_name="night.csv", sent_at=None, tally=tally))

    named = {one.line_number for one in found if isinstance(one, BadRow)}
    told = {one["subject"].replace(" ", "").upper() for one in found if not isinstance(one, BadRow)}
    for number, line in enumerate(lines, start=2):
        reference, sort = line.split(",")[:2]
        if sort.strip() in {"DA Crime", "DA Incident"}:
            assert number in named or "".join(reference.split()).upper() in told


@given(st.text(max_size=300))
def test_nothing_but_a_misfit_is_raised_whatever_the_file_is(text: str) -> None:
    with suppress(WrongExtract):
        list(messages_from_csv(StringIO(text), MAPPING, file_name="night.csv", sent_at=None))
