"""What must stand above figures of made-up data, by the sources that told them."""

import json
from datetime import date

import pytest

from consumer.sources.synthetic_cases import COUNCILS, POLICE
from reviews.pack.parts import Audience, Pack, Period
from reviews.render.about import About
from reviews.render.manifest import manifest_of
from reviews.render.page import page_of
from schemas.made_up import ALL_MADE_UP, made_up_words

DEMO = [POLICE, *(council.source for council in COUNCILS)]
REAL = "/police/staffordshire/niche"


@pytest.mark.parametrize(
    ("sources", "words"),
    [
        pytest.param(DEMO, ALL_MADE_UP, id="the-demo"),
        pytest.param([*DEMO, "/danm/entered"], ALL_MADE_UP, id="beside-what-people-entered"),
        pytest.param([REAL, "/police/made-up/niche"], None, id="all-real"),
        pytest.param([], None, id="nothing-heard"),
        pytest.param(
            ["/made-up/council/stoke", REAL],
            "Partly made-up data. Not real is all that came from: /made-up/council/stoke.",
            id="a-simulated-council-beside-a-real-force",
        ),
    ],
)
def test_made_up_data_are_known_by_their_sources(sources: list[str], words: str | None) -> None:
    assert made_up_words(sources) == words


def test_a_pack_of_made_up_data_says_so_on_its_page_and_in_its_manifest() -> None:
    period = Period.of(date(2026, 6, 1), date(2026, 6, 30), None)
    pack = Pack(period=period, audience=Audience.OPERATIONAL, counted="none", sections=(), files=())
    about = About(code_version="1", policies=(), known_to=None, made_up=ALL_MADE_UP)

    assert ALL_MADE_UP in page_of(pack, about).decode()
    assert json.loads(manifest_of(pack, about, {}))["made_up"] == ALL_MADE_UP
