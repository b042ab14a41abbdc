"""A folder in which this process is held to file modes: the root user, in containers, is not."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NOBODY = 65534


@contextmanager
def held_to_file_modes() -> Iterator[Path]:
    """Give a folder, and be its owner and nobody else meanwhile."""
    is_root = os.geteuid() == 0
    with tempfile.TemporaryDirectory(prefix="danm-", dir="/tmp") as folder:
        if is_root:
            os.chown(folder, NOBODY, NOBODY)
            os.seteuid(NOBODY)
        try:
            yield Path(folder)
        finally:
            if is_root:
                os.seteuid(0)
