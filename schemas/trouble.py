"""What a person can mend: one line that says what is wrong and what to do."""


class Trouble(Exception):
    """Something outside the program is wrong and a person can mend it.

    The text is one line, names the file, place or server, and never holds a secret's value.
    """

    def __init__(self, fact: str, mend: str) -> None:
        """Join what is wrong and the mend on one line."""
        super().__init__(" ".join(f"{fact}; {mend}".split()))
        self.fact = fact
        self.mend = mend


class CannotGoOn(Trouble):
    """A running process has to end, and starting it again helps nobody before this is mended."""
