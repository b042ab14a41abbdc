"""When a source is stopped because every message of it is refused."""

import pytest

from consumer.invalid_wave import WAVE, Wave

REFUSED, GOOD = True, False


@pytest.mark.parametrize(
    ("messages", "stops"),
    [
        pytest.param([], False, id="nothing-came"),
        pytest.param([REFUSED] * (WAVE - 1), False, id="one-short-of-a-wave"),
        pytest.param([REFUSED] * WAVE, True, id="the-hundredth-in-a-row"),
        pytest.param([REFUSED] * (WAVE + 1), True, id="it-stays-a-wave"),
        pytest.param(
            [REFUSED] * (WAVE - 1) + [GOOD] + [REFUSED] * (WAVE - 1),
            False,
            id="one-good-among-them",
        ),
        pytest.param([GOOD] + [REFUSED] * WAVE, True, id="good-ones-before-do-not-help"),
        pytest.param([REFUSED] * WAVE + [GOOD], False, id="a-good-one-ends-it"),
    ],
)
def test_a_hundred_refused_in_a_row_with_no_good_one_are_a_wave(
    messages: list[bool], stops: bool
) -> None:
    wave = Wave(source="/police/staffordshire/niche")

    said = [wave.note(refused) for refused in messages]

    assert wave.is_wave is stops
    assert said[-1:] in ([], [stops])
    assert WAVE == 100
