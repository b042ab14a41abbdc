"""Run a program that may write to the folders that are named and nowhere else.

In a mount namespace of its own, as containers and units do it:
`python -m tests.deploy.read_only_root FOLDER… -- COMMAND…`.
Only root may make one; for anybody else nothing is shut off.
"""

import ctypes
import os
import sys
from collections.abc import Sequence

CLONE_NEWNS = 0x0002_0000
MS_RDONLY, MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 1, 32, 4096, 16384, 1 << 18
"""Source: unshare(2), mount(2)."""


def make_root_read_only(but: Sequence[str]) -> None:
    """Take the right to write from this process, but for these folders."""
    if os.geteuid() != 0:
        return
    libc = ctypes.CDLL(None, use_errno=True)
    _done(libc.unshare(CLONE_NEWNS))
    _mount(libc, "/", MS_REC | MS_PRIVATE)
    for folder in but:
        _mount(libc, folder, MS_BIND, source=folder)
    _mount(libc, "/", MS_REMOUNT | MS_BIND | MS_RDONLY)
    os.chdir(os.getcwd())  # the same folder, by the mounts of here


def _mount(libc: ctypes.CDLL, target: str, flags: int, source: str = "none") -> None:
    _done(libc.mount(source.encode(), target.encode(), None, ctypes.c_ulong(flags), None))


def _done(returned: int) -> None:
    if returned:
        raise OSError(ctypes.get_errno(), "the kernel does not make the root read-only")


if __name__ == "__main__":
    place = sys.argv.index("--")
    make_root_read_only(sys.argv[1:place])
    os.execv(sys.argv[place + 1], sys.argv[place + 1 :])  # noqa: S606 - a test's own command
