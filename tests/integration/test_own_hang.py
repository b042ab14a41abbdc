"""Whatever hangs in our process, it has ended with 70 within 30 s and says which loop it was."""

from contextlib import ExitStack
from pathlib import Path
from time import monotonic

import pytest

from tests.programs import Program, until

pytestmark = pytest.mark.integration

STUCK = ("tests.integration.stuck",)
DIED = 70
WITHIN = 30.0
"""Source: the plan for alerts."""

A_BUSY_MACHINE = 3.0
"""Six programs end at once."""

BETWEEN_TURNS = 10.0
"""The canary's loop begins a turn so far apart: it hangs only from there on."""

HANGING = {
    "consume": "consume",
    "watch": "watch",
    "dispatch": "dispatch to console",
    "canary": "canary",
    "web": "web",
    "watch,end": "watch",
}
"""What hangs, by the loop that is named for it."""


def started(folder: Path, part: str, from_now: Path) -> Program:
    folder.mkdir()
    (folder / "in.ndjson").write_text("\n")
    part, *end = part.split(",")
    env = {
        "DANM_HTTP__PORT": "0",
        "DANM_LOG_FORMAT": "json",
        "HANGS": ",".join([part, str(from_now), *end]),
    }
    words = ["--data-dir", str(folder / "data"), "run", str(folder / "in.ndjson")]
    return Program.start(folder, *words, module=STUCK, env=env)


def test_a_loop_that_hangs_ends_the_process_within_30_seconds(tmp_path: Path) -> None:
    from_now = tmp_path / "now"
    took: dict[str, float] = {}
    with ExitStack() as stack:
        programs = {
            part: stack.enter_context(started(tmp_path / str(number), part, from_now))
            for number, part in enumerate(HANGING)
        }
        for program in programs.values():
            program.until_it_runs()
        from_now.touch()
        began = monotonic()

        def all_have_ended() -> bool:
            for part, program in programs.items():
                if program.has_ended:
                    took.setdefault(part, monotonic() - began)
            return len(took) == len(programs)

        until(all_have_ended, "all have ended", within=60)
        codes = {part: program.ended() for part, program in programs.items()}
        said = {part: p.log("a loop is stuck: ending the process") for part, p in programs.items()}

    assert codes == dict.fromkeys(HANGING, DIED)
    assert {part: told and told["loop"] for part, told in said.items()} == HANGING
    took["canary"] -= BETWEEN_TURNS
    assert {part for part, lasted in took.items() if lasted > WITHIN + A_BUSY_MACHINE} == set()
