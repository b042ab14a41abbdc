import pytest

from consumer.near_references import near, slips


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param("STF-26-0012345", "STF-26-0012345", id="the-same"),
        pytest.param("STF260012345", "STF-26-0012345", id="separators-left-out"),
        pytest.param("STF-26-0012354", "STF-26-0012345", id="two-digits-changed-places"),
        pytest.param("STF-26-012345", "STF-26-0012345", id="a-digit-left-out"),
        pytest.param("STF-26-00123456", "STF-26-0012345", id="a-digit-too-many"),
        pytest.param("STF-26-0072345", "STF-26-0012345", id="a-seven-for-a-one"),
    ],
)
def test_a_slip_of_the_hand_is_found(typed: str, meant: str) -> None:
    assert near(typed, {"K7M-4QXR": meant, "AAA-BBBB": "STF-26-9987654"}) == ["K7M-4QXR"]


def test_the_nearest_comes_first() -> None:
    others = {
        "ONE-SLIP": "STF-26-0012346",
        "NOT-NEAR": "WMP-26-0099999",
        "TWO-OFFS": "STF-26-12345",
    }

    assert near("STF-26-0012345", others) == ["ONE-SLIP", "TWO-OFFS"]


@pytest.mark.parametrize("short", ["1", "12345", "A-1-2-3"])
def test_short_references_are_alike_by_chance(short: str) -> None:
    assert near(short, {"K7M-4QXR": short}) == []


def test_slips_are_counted_one_by_one() -> None:
    assert [slips("KITTEN", other) for other in ("KITTEN", "SITTEN", "SITTIN", "KIT")] == [
        *(0, 1, 2, 3)
    ]
