"""`danm` in which one part hangs for ever once a file is there: HANGS=PART,FILE.

With `,end` behind it the end of the process hangs as well.
"""

import asyncio
import atexit
import os
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

import uvicorn

from alerts.dispatch import Dispatch
from consumer.__main__ import main
from consumer.canary import CanaryRound
from consumer.intake import Intake
from consumer.watching import Watch

PARTS: dict[str, type[Any]] = {
    "consume": Intake,
    "watch": Watch,
    "dispatch": Dispatch,
    "canary": CanaryRound,
}


def hanging_from(file: Path, turn: Callable[..., Any]) -> Callable[..., Any]:
    """Return a turn that never returns once the file is there."""

    def hang(*arguments: Any) -> Any:
        if file.exists():
            Event().wait()
        return turn(*arguments)

    return hang


def hang_the_web(file: Path) -> None:
    """Let the loop that answers requests block itself."""
    on_tick = uvicorn.Server.on_tick

    async def hang(server: uvicorn.Server, counter: int) -> bool:
        while file.exists():
            time.sleep(1)
        await asyncio.sleep(0)
        return await on_tick(server, counter)

    uvicorn.Server.on_tick = hang  # type: ignore[assignment,method-assign]


if __name__ == "__main__":
    part, path, *end = os.environ.pop("HANGS").split(",")
    if part == "web":
        hang_the_web(Path(path))
    else:
        PARTS[part].turn = hanging_from(Path(path), PARTS[part].turn)
    if end:
        atexit.register(Event().wait)
    main()
