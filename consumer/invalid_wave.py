"""When so many messages are refused that the fault is ours, not theirs. Pure."""

from dataclasses import dataclass

WAVE = 100
"""How many messages of one source, refused in a row with no good one among them, make a wave.

Source: design, "Invalid wave"; a bad release or a wrong configuration must not drain a topic into
quarantine, where every message waits for a person.
"""


@dataclass(slots=True, kw_only=True)
class Wave:
    """How many messages in a row one source has had refused, since this process started."""

    source: str
    refused_in_a_row: int = 0

    def note(self, refused: bool) -> bool:
        """Note one more message; return whether the source must stop now.

        A repeat or a conflict could be read, so it is not refused. Only for what is live: a replay
        never stops.
        """
        self.refused_in_a_row = self.refused_in_a_row + 1 if refused else 0
        return self.is_wave

    @property
    def is_wave(self) -> bool:
        """Whether the last hundred were all refused."""
        return self.refused_in_a_row >= WAVE
