"""Run a program with what a unit shuts off: system calls, new rights, code in memory, folders.

By the kernel itself, as systemd would do it:
`python -m tests.deploy.shut_off UNIT PLACES PROGRAM …`.
PLACES are those it may write to, with colons between; PROGRAM is `consumer` or a script.
"""

import ctypes
import os
import runpy
import sys

from tests.deploy.read_only_root import make_root_read_only
from tests.deploy.units import allowed_calls, values

PR_SET_NO_NEW_PRIVS, PR_SET_MDWE = 38, 65
REFUSE_EXEC_GAIN = 1
ALLOW, SAY_EPERM = 0x7FFF_0000, 0x0005_0001
"""Source: prctl(2); seccomp.h of libseccomp 2."""


def shut_off(unit: str, places: str) -> None:
    """Take from this process what the unit takes, for ever."""
    make_root_read_only(places.split(":"))
    os.umask(int(values(unit, "UMask")[0], 8))
    libc = ctypes.CDLL(None, use_errno=True)
    for option, value in ((PR_SET_NO_NEW_PRIVS, 1), (PR_SET_MDWE, REFUSE_EXEC_GAIN)):
        _done(-libc.prctl(option, value, 0, 0, 0))
    _leave_only(allowed_calls(unit))


def _leave_only(calls: set[str]) -> None:
    seccomp = ctypes.CDLL("libseccomp.so.2")
    seccomp.seccomp_init.restype = ctypes.c_void_p
    rules = ctypes.c_void_p(seccomp.seccomp_init(ctypes.c_uint32(SAY_EPERM)))
    for call in calls:
        number = seccomp.seccomp_syscall_resolve_name(call.encode())
        if number >= 0:  # else no machine of this kind has it
            _done(seccomp.seccomp_rule_add_array(rules, ctypes.c_uint32(ALLOW), number, 0, None))
    _done(seccomp.seccomp_load(rules))


def _done(returned: int) -> None:
    if returned:
        raise OSError(returned, "the kernel does not shut this off")


if __name__ == "__main__":
    unit, places, program, *arguments = sys.argv[1:]
    shut_off(unit, places)
    sys.argv = [program, *arguments]
    if program.endswith(".py"):
        runpy.run_path(program, run_name="__main__")
    else:
        runpy.run_module(program, run_name="__main__")
