"""What the kernel knows of its clock: whether a time service keeps it right."""

import ctypes
import os
import sys
from pathlib import Path

_UNSYNCHRONISED = 0x40
"""STA_UNSYNC. Source: adjtimex(2)."""

_BYTES_BEFORE_STATUS = 5 * ctypes.sizeof(ctypes.c_long)
"""``modes`` (padded), ``offset``, ``freq``, ``maxerror`` and ``esterror``. Source: adjtimex(2)."""

_WHOLE = 512
"""More than the structure takes on any machine (208 bytes on those of 64 bits)."""

_SIGNS_OF_A_CONTAINER = ("/.dockerenv", "/run/.containerenv")
_VARIABLES_OF_A_CONTAINER = ("container", "KUBERNETES_SERVICE_HOST")


def is_synchronised() -> bool | None:
    """Return whether a time service keeps the clock right; None where that cannot be told.

    In a container it cannot: what keeps the host's clock right may be out of sight of its kernel.
    """
    if not sys.platform.startswith("linux") or _is_in_a_container():
        return None
    status = _status()
    return None if status is None else not status & _UNSYNCHRONISED


def _status() -> int | None:
    """Return the status of the kernel's clock; None where it does not say."""
    # Read only: all modes are 0.
    asked = ctypes.create_string_buffer(_WHOLE)
    try:
        if ctypes.CDLL(None).adjtimex(asked) < 0:
            return None
    except (OSError, AttributeError):
        return None
    return ctypes.c_int.from_buffer(asked, _BYTES_BEFORE_STATUS).value


def _is_in_a_container() -> bool:
    if any(Path(sign).exists() for sign in _SIGNS_OF_A_CONTAINER):
        return True
    return any(os.environ.get(name) for name in _VARIABLES_OF_A_CONTAINER)
