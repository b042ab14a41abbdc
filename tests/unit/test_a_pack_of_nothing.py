"""A period without notifications: every question is answered, none is passed over or all well."""

from reviews.pack import Audience, Held, make_pack
from reviews.render.page import page_of
from tests.unit.test_review_texts import ABOUT, PERIOD


def test_every_question_has_an_answer_where_there_is_no_notification() -> None:
    pack = make_pack(Held(seen=[], days=[], councils={}), PERIOD, Audience.OPERATIONAL)

    assert [section.name for section in pack.sections if not section.sentences] == []
    page = page_of(pack, ABOUT).decode()
    assert "100 of every 100" not in page
    assert "cannot be said: there are none" in page
