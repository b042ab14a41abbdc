"""The board's pages as somebody opens them: the same on both databases, and nothing changes."""

from dataclasses import replace

import pytest

from alerts.board.pages import SCRIPT
from alerts.list_lead import lead_lines
from schemas.database import Database
from schemas.words import Role
from tests.browser.board_room import BoardRoom
from tests.browser.visiting import Answer, Visitor
from tests.contract.a_weekend import MONDAY, WEEKEND, at, codes, gathered
from tests.model.sentences import report, utc
from tests.replays.ours import HOUSE, replay_ours

BAD_LINE = b'{"specversion": "1.0", "half a messa'
PAGES = (
    "/board",
    "/board/late",
    "/board/feeds",
    "/board/alerts",
    "/board/quarantine",
    "/board/policy",
    "/board/about",
    "/board/accessibility",
)


@pytest.fixture
def room(database: Database) -> BoardRoom:
    replay_ours(database, [*WEEKEND, BAD_LINE], until=utc(MONDAY))
    return BoardRoom(database, at(MONDAY))


def code_of(room: BoardRoom, reference: str) -> str:
    return next(code for code, ref in codes(room.database).items() if ref == reference)


def crawl(visitor: Visitor, start: str = "/") -> dict[str, Answer]:
    """Open every link there is."""
    found: dict[str, Answer] = {}
    to_open = [start]
    while to_open:
        path = to_open.pop()
        if path in found:
            continue
        answer = found[path] = visitor.get(path)
        if answer.status == 303:
            to_open.append(answer.headers["location"])
        elif answer.headers["content-type"].startswith("text/html"):
            to_open.extend(answer.links())
    return found


def test_who_opens_every_link_changes_nothing(room: BoardRoom) -> None:
    before = room.everything()

    found = crawl(room.visitor)
    for path in list(found):
        room.visitor.get(path, "HEAD")

    assert room.everything() == before
    assert set(PAGES) <= set(found)
    assert f"/case/{code_of(room, 'BABY')}" in found
    assert {answer.status for answer in found.values()} <= {200, 303}


def test_every_page_is_whole_says_what_it_is_and_asks_nobody_else(room: BoardRoom) -> None:
    for path, answer in crawl(room.visitor).items():
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; style-src 'self'; img-src 'self'"), path
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "access-control-allow-origin" not in answer.headers
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        page = answer.markup
        assert [tag for tag, _ in page.tags].count("h1") == 1, path
        assert next(page.every("html")).get("lang") == "en-GB"
        assert not list(page.every("iframe", "img", "style")), path
        assert [one.get("src") for one in page.every("script")] == [SCRIPT], path
        assert not [one for _, one in page.tags if "style" in one or "onclick" in one]
        assert "://" not in answer.body, path
        assert "answers on this machine only" in answer.text
        ids = [one["id"] for _, one in page.tags if one.get("id")]
        assert len(ids) == len(set(ids)), path


def test_every_field_has_a_label(room: BoardRoom) -> None:
    for path, answer in crawl(room.visitor).items():
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        page = answer.markup
        labelled = {one.get("for") for one in page.every("label")}
        for one in page.every("input", "select"):
            if one.get("type") not in ("hidden", "radio"):
                assert one["id"] in labelled, (path, one)


def test_no_page_holds_a_police_reference_or_a_child_s(room: BoardRoom) -> None:
    references = {"UNPICKED", "CAME-LATE", "WITHDRAWN"}
    assert references & set(codes(room.database).values())

    for path, answer in crawl(room.visitor).items():
        assert not [one for one in references if one in answer.body], path


def test_the_first_page_says_the_same_as_the_list_that_goes_out(room: BoardRoom) -> None:
    facts = gathered(room.database, Role.MASH_MANAGER, council=None)

    answer = room.visitor.get("/board")

    assert lead_lines(facts)[0] in answer.text
    shown = [one["href"] for one in answer.markup.every("a") if "/case/" in (one.get("href") or "")]
    rows = (*facts.waiting, *facts.unnamed)
    assert shown == [f"/case/{row.about.case_code}" for row in rows]
    assert "could not be read" in answer.text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("risk=medium", ["BABY", "CHILD", "SOON", "UNNAMED"], id="by-risk"),
        pytest.param("rung=warn", ["SOON"], id="soon-late"),
        pytest.param("rung=none", ["NEW", "AGAIN", "UNNAMED"], id="no-alarm-yet"),
        pytest.param("risk=high", [], id="nobody-like-this"),
        pytest.param("council=E10000028", [], id="another-council"),
        pytest.param(
            "risk=x&rung=%00&council=%27&page=-1",
            ["BABY", "CHILD", "SOON", "NEW", "AGAIN", "UNNAMED"],
            id="what-means-nothing-is-not-asked-for",
        ),
    ],
)
def test_the_list_is_narrowed_by_the_address(
    room: BoardRoom, query: str, expected: list[str]
) -> None:
    name = codes(room.database)

    answer = room.visitor.get(f"/board?{query}")

    shown = [
        name[str(one["href"]).removeprefix("/case/")]
        for one in answer.markup.every("a")
        if "/case/" in (one.get("href") or "")
    ]
    assert shown == expected


def test_where_no_feed_is_trusted_it_cannot_tell_and_never_says_that_all_is_well(
    database: Database,
) -> None:
    room = BoardRoom(database, at(MONDAY))

    answer = room.visitor.get("/board")

    assert "Cannot tell. We cannot tell whether anybody waits." in answer.text
    assert "That does not mean that nobody waits." in answer.text
    assert "Never heard: nothing came yet." in room.visitor.get("/board/feeds").text


def test_a_case_tells_its_times_by_owner_its_alarms_and_what_to_do(room: BoardRoom) -> None:
    answer = room.visitor.get(f"/case/{code_of(room, 'BABY')}")

    assert "Late. The front door was not told. It has waited" in answer.text
    assert "medium; the limit of high holds, for the youngest child" in answer.text
    assert "Police knew Sat 13 June 13:00" in answer.text
    assert "Front door told not told yet" in answer.text
    assert "Late: front door not told" in answer.text
    assert "Nobody has it in hand." in answer.text


def test_a_case_that_was_received_has_results_and_nothing_to_say(room: BoardRoom) -> None:
    code = code_of(room, "RECORDED")

    answer = room.visitor.get(f"/case/{code}")

    assert "Contact recorded." in answer.text
    assert "1 h: in time" in answer.text
    forms = [one for one in answer.markup.every("form") if one.get("method") == "post"]
    assert [one["action"] for one in forms] == [
        "/case",
        f"/case/{code}/correct",
        f"/case/{code}/reference",
    ]


@pytest.mark.parametrize("typed", ["{}", "{} ", "lower"])
def test_a_case_is_found_by_its_code_however_it_is_typed(room: BoardRoom, typed: str) -> None:
    code = code_of(room, "BABY")
    written = code.lower().replace("-", "") if typed == "lower" else typed.format(code)

    answer = room.visitor.find(written)

    assert (answer.status, answer.headers["location"]) == (303, f"/case/{code}")


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        pytest.param("/case/<script>", 404, "A case code has 7 signs", id="no-code"),
        pytest.param("/case/K7M-4QXR", 404, "No case has the code K7M-4QXR.", id="unknown"),
        pytest.param("/case/..%2f", 404, "", id="a-path"),
    ],
)
def test_a_wrong_code_is_said_in_words(room: BoardRoom, path: str, status: int, said: str) -> None:
    answer = room.visitor.get(path)

    assert answer.status == status
    assert said in answer.body
    assert "<script>" not in answer.body


@pytest.mark.parametrize("typed", ["K7M", "", "STF-26-0012345", "<script>"])
def test_what_is_no_case_code_is_refused_in_words_and_not_repeated(
    room: BoardRoom, typed: str
) -> None:
    answer = room.visitor.find(typed)

    assert answer.status == 422
    assert "A case code has 7 signs" in answer.text
    assert "a police reference or a name is no case code" in answer.text
    assert not typed or typed not in answer.body.replace("such as K7M-4QXR", "")


def test_a_case_code_from_no_page_of_ours_leads_nowhere(room: BoardRoom) -> None:
    answer = room.visitor.post("/case", {"code": code_of(room, "BABY")})

    assert (answer.status, "Type the case code again." in answer.text) == (422, True)


def test_what_is_typed_into_an_address_is_not_looked_for(room: BoardRoom) -> None:
    answer = room.visitor.get("/case?code=STF-26-0012345")

    assert (answer.status, "STF-26" in answer.body) == (200, False)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        pytest.param("/board/nothing", 404, id="no-page"),
        pytest.param("/case/K7M-4QXR/in-hand", 405, id="a-form-opened-as-a-page"),
    ],
)
def test_where_no_page_is_plain_words_stand(room: BoardRoom, path: str, status: int) -> None:
    answer = room.visitor.get(path)

    assert (answer.status, "There is no page at this address" in answer.text) == (status, True)
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert "/board" in answer.links()
    assert room.visitor.get("/nothing").body == '{"detail":"Not Found"}'


def test_what_a_source_calls_itself_is_only_text(database: Database) -> None:
    evil = report("06-15 06:00", "X", source='/police/<b>"&')
    replay_ours(database, [evil, BAD_LINE], until=utc(MONDAY))
    room = BoardRoom(database, at(MONDAY))

    for path in PAGES:
        assert "<b>" not in room.visitor.get(path).body


def test_a_database_that_is_gone_is_no_empty_list(database: Database) -> None:
    room = BoardRoom(database, at(MONDAY))
    with database.write() as connection:
        connection.exec_driver_sql("DROP TABLE cases")

    answer = room.visitor.get("/board")

    assert answer.status == 503
    assert "does not mean that nobody waits" in answer.text


def test_the_demo_and_a_trial_run_say_so_on_every_page(room: BoardRoom) -> None:
    house = replace(HOUSE, is_simulated=True, is_shadow=True)
    simulated = BoardRoom(room.database, room.now, house=house)

    for path in PAGES:
        text = simulated.visitor.get(path).text
        assert "SIMULATED" in text
        assert "TRIAL RUN" in text
