"""`danm purge` and `danm rekey` as whoever runs the machine meets them."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from consumer import wall_clock
from consumer.retention.document import schedule
from schemas.moments import zulu
from schemas.retention import Retention
from tests.command_line import Ended, danm
from tests.spec.metered import a_heartbeat, a_receipt, a_report
from tests.wire import Json

KEY = "[keys]\nseal = [{}]\n"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A case that ended four months ago, and a feed that spoke just now."""
    then, now = wall_clock.now() - timedelta(days=120), wall_clock.now()
    received = zulu(then + timedelta(hours=1))
    replayed(tmp_path, a_report(zulu(then)), a_receipt(received), a_heartbeat(zulu(now)))
    return tmp_path


def replayed(place: Path, *messages: Json) -> None:
    (place / "in.ndjson").write_text("".join(f"{json.dumps(one)}\n" for one in messages))
    assert danm("replay", "in.ndjson", at=place).code == 0


def references(place: Path) -> list[str | None]:
    shown = danm("incidents", "--reveal", "--format", "json", at=place)
    return [row.get("incident_ref") for row in shown.lines]


def test_it_says_in_numbers_what_it_would_remove_and_then_what_it_removed(place: Path) -> None:
    would = danm("purge", "--dry-run", at=place)
    kept = references(place)
    done = danm("purge", at=place)
    again = danm("purge", at=place)

    assert would == Ended(code=0, out="Would be removed:\n  1 police reference\n", err="")
    assert kept == ["STF-1"]
    assert done == Ended(code=0, out="Removed:\n  1 police reference\n", err="")
    assert references(place) == [None]
    assert again.out == "Nothing is old enough to be removed.\n"


def test_the_lengths_are_settings(place: Path) -> None:
    longer = danm("purge", at=place, DANM_RETENTION__REFERENCE="121 days")
    nonsense = danm("purge", at=place, DANM_RETENTION__REFERENCE="3000 days")

    assert longer.out == "Nothing is old enough to be removed.\n"
    assert (nonsense.code, nonsense.out) == (2, "")
    assert "give whole days, from 1 day to 365 days" in nonsense.err
    assert references(place) == ["STF-1"]


def test_a_monitor_that_stood_still_for_months_is_a_clock_to_doubt(tmp_path: Path) -> None:
    then = wall_clock.now() - timedelta(days=120)
    replayed(tmp_path, a_report(zulu(then)), a_receipt(zulu(then + timedelta(hours=1))))

    ended = danm("purge", at=tmp_path)

    assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 1)
    assert "nothing was removed; put the clock right" in ended.err
    assert references(tmp_path) == ["STF-1"]


def test_the_schedule_needs_no_database(tmp_path: Path) -> None:
    ended = danm("purge", "--schedule", at=tmp_path)

    assert (ended.code, ended.out) == (0, schedule(Retention()))
    assert list(tmp_path.iterdir()) == []


def test_a_new_seal_key_takes_the_place_of_the_old_one(place: Path) -> None:
    old, new = place / "danm-data" / "keys" / "seal.key", place / "new.key"
    new.write_text("7" * 64)
    new.chmod(0o600)
    (place / "both.toml").write_text(KEY.format(f"'{new}', '{old}'"))
    (place / "new.toml").write_text(KEY.format(f"'{new}'"))

    before = danm("rekey", "--config", "new.toml", at=place)
    done = danm("rekey", "--config", "both.toml", at=place)
    after = danm("rekey", "--config", "new.toml", at=place)

    assert before.code == 1
    assert "1 are still sealed with an older key; 1 of them cannot be opened" in before.err
    assert (done.code, done.out.splitlines()[0]) == (0, "1 police reference sealed anew")
    assert (after.code, after.out.count("\n")) == (0, 1)
    old.unlink()
    shown = danm("incidents", "--reveal", "--config", "new.toml", "--format", "json", at=place)
    assert shown.lines[0]["incident_ref"] == "STF-1"


def test_it_says_how_much_stands_under_an_older_hmac_key_until_nothing_does(tmp_path: Path) -> None:
    now = wall_clock.now()
    told = a_report(zulu(now - timedelta(hours=3)))
    replayed(tmp_path, told)
    old, new = tmp_path / "danm-data" / "keys" / "hmac.key", tmp_path / "new.key"
    new.write_text("7" * 64)
    new.chmod(0o600)
    both, alone = f"{new},{old}", f"{new}"

    before = danm("rekey", at=tmp_path, DANM_KEYS__HMAC=both)
    checked = danm("check", at=tmp_path, DANM_KEYS__HMAC=both)
    refused = danm("replay", "in.ndjson", at=tmp_path, DANM_KEYS__HMAC=alone)
    receipt = a_receipt(zulu(now - timedelta(hours=2)))
    (tmp_path / "in.ndjson").write_text(f"{json.dumps(told)}\n{json.dumps(receipt)}\n")
    taken = danm("replay", "in.ndjson", at=tmp_path, DANM_KEYS__HMAC=both)
    after = danm("rekey", at=tmp_path, DANM_KEYS__HMAC=both)

    assert before.out.startswith("HMAC key 2: 1 case and 0 removed under it: keep it\n")
    assert f"HMAC key 2: 1 case and 0 removed under it: keep it ({old})" in checked.out
    assert (refused.code, refused.err.count("\n")) == (2, 1)
    assert "cases that wait (1) stand under an HMAC key that is not here" in refused.err
    assert taken.code == 0
    assert after.out.startswith("HMAC key 2: 0 cases and 0 removed under it\n")
