"""Messages as NDJSON lines in the order of their `time`, however many: sorted runs, one merge."""

import json
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from heapq import merge
from itertools import islice
from typing import IO, Any

RUN_LINES = 100_000
"""How many lines are sorted in memory at a time: about 60 MB of messages."""

_PLACE = "\t"


def lines_in_time_order(
    messages: Iterable[dict[str, Any]], run_lines: int = RUN_LINES
) -> Iterator[str]:
    """Yield each message as one line; messages of one `time` keep their order.

    Every `time` is in UTC with `Z` and whole seconds, so its text sorts as it does. Runs lie in
    temporary files without a name, which no one else can open and which end with the process.
    """
    keyed = (
        f"{message['time']}{_PLACE}{number:012d}{_PLACE}{json.dumps(message)}\n"
        for number, message in enumerate(messages)
    )
    with ExitStack() as stack:
        runs: list[IO[str]] = []
        while run := sorted(islice(keyed, run_lines)):
            file = stack.enter_context(tempfile.TemporaryFile("w+", encoding="ascii", newline="\n"))
            file.writelines(run)
            file.seek(0)
            runs.append(file)
        for line in merge(*runs):
            yield line.split(_PLACE, 2)[2]
