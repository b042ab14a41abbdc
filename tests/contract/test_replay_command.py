"""`danm replay` and the lists it leaves behind, by the real command."""

import gzip
import json
from contextlib import closing
from pathlib import Path
from sqlite3 import connect
from typing import Any

import pytest

from tests.command_line import REPOSITORY, danm
from tests.replays.both import FEED_KINDS
from tests.spec.test_worked_examples import EXAMPLES, UNTIL, lines
from tests.wire import a_message, wire

UNBORN = {"ref": "d", "age_band": "unborn"}
LEFT_OUT = ("handle", "alert_id", "reason", "policy")
SATURDAY = EXAMPLES / "saturday-night" / "in.ndjson"


def bare(told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: one[name] for name in one if name not in LEFT_OUT} for one in told]


def reported(number: int, hour: int, **changed: Any) -> bytes:
    at = f"2026-11-20T{hour:02}:00:00Z"
    message = a_message(id=f"m{number}", subject=f"STF-{number}", time=at)
    child = {"ref": f"STF-{number}-c0", "age_band": "4-7"}
    message["data"] |= {"reported": at, "children": [child]} | changed
    return wire(message) + b"\n"


@pytest.mark.parametrize("name", sorted(UNTIL))
def test_an_example_gives_exactly_what_must_come_out(name: str, tmp_path: Path) -> None:
    folder = EXAMPLES / name

    replayed = danm(
        *("replay", folder / "in.ndjson", "--until", UNTIL[name]),
        *("--alerts", "alerts.ndjson", "--reveal"),
        at=tmp_path,
    )
    listed = danm("incidents", "--format", "json", "--reveal", at=tmp_path)

    assert replayed.code == 0
    told = bare(lines(tmp_path / "alerts.ndjson"))
    about_cases = [alert for alert in told if alert["kind"] not in FEED_KINDS]
    assert about_cases == lines(folder / "alerts.ndjson")
    expected = lines(folder / "incidents.ndjson")
    assert sorted(bare(listed.lines), key=lambda one: str(one["incident_ref"])) == expected


def test_two_replays_with_the_same_keys_give_the_same_bytes(tmp_path: Path) -> None:
    for out, database in (("a", "one"), ("b", "two"), ("c", "two")):
        where = ("--data-dir", "here", "--database", f"sqlite:///{database}.sqlite")
        danm(
            "replay",
            SATURDAY,
            "--until",
            UNTIL["saturday-night"],
            "--alerts",
            out,
            *where,
            at=tmp_path,
        )

    first = (tmp_path / "a").read_bytes()
    assert first.count(b"\n") == 4
    assert (tmp_path / "b").read_bytes() == first
    assert (tmp_path / "c").read_bytes() == first


def test_alerts_go_to_standard_output_without_references(tmp_path: Path) -> None:
    ended = danm("replay", SATURDAY, "--alerts", "-", at=tmp_path)

    assert [one["rung"] for one in ended.lines] == ["warn", "warn"]
    assert "STF-" not in ended.out


def test_a_replay_rings_what_was_due_before_the_start_too(tmp_path: Path) -> None:
    (tmp_path / "danm.toml").write_text("live_since = 2027-01-01T00:00:00Z\n")

    ended = danm("replay", SATURDAY, "--config", "danm.toml", "--alerts", "-", at=tmp_path)

    assert [one["rung"] for one in ended.lines] == ["warn", "warn"]


def test_a_refused_line_is_named_and_the_rest_is_taken(tmp_path: Path) -> None:
    unknown = b'{"specversion":"1.0"}\n'
    (tmp_path / "in.ndjson").write_bytes(reported(1, 8) + b"no json\n\n" + unknown + reported(2, 9))

    ended = danm("replay", "in.ndjson", at=tmp_path)

    assert ended.code == 0
    named = [line for line in ended.err.splitlines() if line.startswith("in.ndjson:")]
    assert named[0] == "in.ndjson:2: not_json (it is not JSON)"
    assert named[1].startswith("in.ndjson:4: ")
    assert "2 messages handled, 2 lines refused" in ended.err
    assert "2 kept in quarantine" in ended.err


def test_several_files_are_merged_by_time_each_in_its_own_order(tmp_path: Path) -> None:
    (tmp_path / "police.ndjson").write_bytes(reported(1, 8) + reported(3, 12))
    (tmp_path / "late.ndjson").write_bytes(reported(2, 10) + reported(4, 9))

    danm("replay", "police.ndjson", "late.ndjson", "--alerts", "merged", at=tmp_path)
    whole = b"".join((reported(1, 8), reported(2, 10), reported(4, 9), reported(3, 12)))
    danm("replay", "-", "--alerts", "whole", "--database", "sqlite:///w", at=tmp_path, given=whole)

    assert (tmp_path / "merged").read_text() == (tmp_path / "whole").read_text()


def test_standard_input_may_be_packed(tmp_path: Path) -> None:
    packed = gzip.compress(reported(1, 8) + reported(2, 10))

    ended = danm("replay", "-", at=tmp_path, given=packed)

    assert ended.code == 0
    assert "2 messages handled" in ended.err


def test_what_is_read_is_not_written_over(tmp_path: Path) -> None:
    messages = tmp_path / "in.ndjson"
    messages.write_bytes(reported(1, 8))

    over_input = danm("replay", "in.ndjson", "--alerts", "in.ndjson", at=tmp_path)
    over_database = danm(
        "replay", "in.ndjson", "--alerts", "x", "--database", "sqlite:///x", at=tmp_path
    )

    assert (over_input.code, over_database.code) == (2, 2)
    assert messages.read_bytes() == reported(1, 8)
    assert (tmp_path / "x").read_bytes().startswith(b"SQLite format 3")


def test_a_packed_file_that_breaks_off_counts_up_to_there(tmp_path: Path) -> None:
    packed = gzip.compress(b"".join(reported(number, 8) for number in range(2_000)))
    (tmp_path / "in.ndjson.gz").write_bytes(packed[:-2_000])

    ended = danm("replay", "in.ndjson.gz", at=tmp_path)
    listed = danm("incidents", "--format", "json", at=tmp_path)

    assert ended.code == 1
    assert "danm: in.ndjson.gz: breaks off after line " in ended.err
    assert 0 < len(listed.lines) < 2_000


def test_a_second_replay_goes_on_where_the_first_one_ended(tmp_path: Path) -> None:
    (tmp_path / "first").write_bytes(reported(1, 8))
    (tmp_path / "second").write_bytes(reported(2, 6) + reported(1, 8))

    danm("replay", "first", "--until", "2026-11-21T00:00:00Z", at=tmp_path)
    ended = danm("replay", "second", "--alerts", "-", at=tmp_path)

    assert "the clock stands at: 2026-11-21T00:00:00Z" in ended.err
    assert "2 messages are from before 2026-11-21T00:00:00Z" in ended.err
    assert "2 cases, 2 waiting, 2 alerts" in ended.err
    assert [one["raised_at"] for one in ended.lines] == [
        "2026-11-20T20:00:00Z",
        "2026-11-21T00:00:00Z",
    ]


def test_messages_of_a_council_that_is_not_configured_are_counted_with_the_mend(
    tmp_path: Path,
) -> None:
    elsewhere = reported(1, 8, local_authority="E06000001")

    ended = danm("replay", "-", at=tmp_path, given=elsewhere)

    assert ended.code == 0
    assert "1 messages dropped" in ended.err
    assert "add [councils.CODE] to the policy" in ended.err


def test_showing_references_is_written_to_the_audit(tmp_path: Path) -> None:
    danm("replay", SATURDAY, at=tmp_path)

    for words in (("waiting",), ("incidents",), ("replay", SATURDAY, "--alerts", "a")):
        assert "STF-" not in danm(*words, at=tmp_path).out
        danm(*words, "--reveal", at=tmp_path)

    with closing(connect(tmp_path / "danm-data" / "danm.sqlite")) as connection:
        rows = connection.execute("SELECT actor, detail FROM audit ORDER BY audit_id").fetchall()
    details = [detail for _, detail in rows]
    assert details == ["list of who waits", "list of incidents", "alerts of a replay"]
    assert all(actor.startswith("command line") for actor, _ in rows)


def test_the_waiting_list_comes_late_first_then_babies_then_by_limit(tmp_path: Path) -> None:
    children: dict[str, tuple[int, int, dict[str, Any]]] = {
        "late-older": (1, 8, {}),
        "late-baby": (2, 10, {"children": [{"ref": "b", "age_band": "0-3"}]}),
        "later-older": (3, 21, {"children": [{"ref": "c", "age_band": "4-7"}]}),
        "later-unborn": (4, 22, {"risk": "standard", "children": [UNBORN]}),
        "later-not-known": (5, 23, {"children": [{"ref": "e", "age_band": "unknown"}]}),
    }
    (tmp_path / "in").write_bytes(b"".join(reported(n, h, **c) for n, h, c in children.values()))
    danm("replay", "in", at=tmp_path)

    ended = danm(
        "waiting", "--as-of", "2026-11-21T08:00:00Z", "--format", "json", "--reveal", at=tmp_path
    )

    assert [one["incident_ref"] for one in ended.lines] == [f"STF-{n}" for n in (2, 1, 4, 3, 5)]
    assert ended.lines[1]["due_at"] == "2026-11-21T08:00:00Z"
    assert ended.lines[1]["waiting_seconds"] == 86_400


def test_an_empty_list_says_so_to_people_and_nothing_to_programs(tmp_path: Path) -> None:
    danm("db", "upgrade", at=tmp_path)

    table, as_json, as_csv = (
        danm("waiting", "--format", form, at=tmp_path) for form in ("table", "json", "csv")
    )

    assert "nobody is known to wait" in table.err
    assert table.out == as_json.out == ""
    assert as_csv.out.startswith("waiting_seconds,due_at,rung,handle,incident_ref,")
    assert as_csv.out.count("\n") == 1


def test_a_case_code_is_found_however_carelessly_it_is_typed(tmp_path: Path) -> None:
    danm("replay", SATURDAY, at=tmp_path)
    code = danm("incidents", "--format", "json", at=tmp_path).lines[0]["handle"]

    carelessly = code.lower().replace("-", "")
    sheet = danm("incidents", "--handle", carelessly, at=tmp_path)
    nothing = danm("incidents", "--handle", "222-2222", at=tmp_path)

    assert code in sheet.out
    assert "Police knew" in sheet.out
    assert nothing.out == ""
    assert "No incident has the case code 222-2222" in nothing.err


def test_what_is_late_says_so_in_words(tmp_path: Path) -> None:
    danm("replay", SATURDAY, at=tmp_path)

    ended = danm("waiting", "--as-of", UNTIL["saturday-night"], at=tmp_path)

    assert "LATE 10 h" in ended.out
    assert "1 child, 1 notification: police know, front door not told" in ended.err
    assert "\x1b" not in ended.out


def test_a_list_in_a_policy_that_is_not_loaded_says_which_file_is_missing(tmp_path: Path) -> None:
    shipped = (REPOSITORY / "schemas" / "default_policy.toml").read_text()
    (tmp_path / "own.toml").write_text(shipped.replace("proposal-2026-11", "own-1"))
    danm("replay", SATURDAY, "--policy", "own.toml", at=tmp_path)

    without = danm("waiting", at=tmp_path)
    with_it = danm("waiting", "--policy", "own.toml", "--format", "json", at=tmp_path)

    assert without.code == 2
    assert "'own-1'" in without.err
    assert "--policy FILE" in without.err
    assert [one["policy"] for one in with_it.lines] == ["own-1"]


def test_json_is_one_object_a_line(tmp_path: Path) -> None:
    danm("replay", SATURDAY, at=tmp_path)

    ended = danm("incidents", "--format", "json", at=tmp_path)

    assert all(isinstance(json.loads(line), dict) for line in ended.out.splitlines())
    assert ended.err == ""
