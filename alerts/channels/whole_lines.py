"""Reading lines of an answer that have an end."""

from io import BufferedReader


class WholeLines(BufferedReader):
    """Reads lines that have an end: the libraries take half a yes before a cut for a yes."""

    def readline(self, size: int | None = -1, /) -> bytes:
        """Return a line.

        Raises:
            ConnectionError: The other side closed before its end.
        """
        line = super().readline(size)
        is_full = size is not None and len(line) == size
        if not line.endswith(b"\n") and not is_full:
            raise ConnectionError("an answer was cut off")
        return line
