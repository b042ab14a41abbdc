"""The heartbeat goes out only where all was proved just now."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from alerts.channels import PermanentFailure, TemporaryFailure
from consumer.heartbeat import (
    LOOK_AGAIN,
    PROVED_WITHIN,
    Heartbeat,
    Proof,
    not_proved,
    receiver_of,
)
from consumer.heartbeat_settings import Heartbeat as HeartbeatSettings
from schemas.audits import LastAudit
from schemas.canaries import ENTERED, Canary
from schemas.trouble import Trouble

NOON = datetime(2026, 6, 17, 12, tzinfo=UTC)
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
EVERY = timedelta(minutes=5)
TOPIC = "police.da-incidents.v1"
SECRET = "0b6c9d1e-secret"


def audit(passed: datetime | None, **found: int) -> LastAudit:
    return LastAudit(ended_at=NOON, passed_at=passed, found=found)


def proof(
    passed: Mapping[str, datetime] | None = None,
    failed: tuple[Canary, ...] = (),
    last: LastAudit | None = audit(NOON, disarmed=0),  # noqa: B008
) -> Proof:
    ways = {ENTERED: NOON, TOPIC: NOON} if passed is None else passed
    return Proof(passed=ways, failed=failed, audit=last)


STUCK = Canary(canary_id="one", path=TOPIC, sent_at=NOON - 11 * MINUTE)


def test_what_was_proved_on_every_way_within_70_minutes_is_well() -> None:
    assert list(not_proved((ENTERED, TOPIC), proof(), NOON)) == []
    assert list(not_proved((ENTERED, TOPIC), proof(), NOON + PROVED_WITHIN)) == []


@pytest.mark.parametrize(
    ("known", "said"),
    [
        pytest.param(proof({ENTERED: NOON}), f"no test message by {TOPIC} came through",
                     id="one-way-never-proved"),
        pytest.param(proof({ENTERED: NOON, TOPIC: NOON - 71 * MINUTE}), f"by {TOPIC} came",
                     id="one-way-proved-long-ago"),
        pytest.param(proof({ENTERED: NOON, TOPIC: NOON + 2 * MINUTE}), f"by {TOPIC} came",
                     id="proved-by-a-clock-that-went-back"),
        pytest.param(proof(failed=(STUCK,)), "was not taken in within 10 minutes",
                     id="the-last-one-is-stuck"),
        pytest.param(proof(last=None), "no audit passed", id="no-audit-yet"),
        pytest.param(proof(last=audit(None, disarmed=1)), "no audit passed", id="none-ever-passed"),
        pytest.param(proof(last=audit(NOON - 71 * MINUTE)), "no audit passed",
                     id="the-last-one-long-ago"),
        pytest.param(proof(last=audit(NOON - 60 * MINUTE, disarmed=1)),
                     "the last audit found something", id="the-last-one-found-something"),
    ],
)  # fmt: skip
def test_what_is_not_proved_is_named(known: Proof, said: str) -> None:
    (reason,) = not_proved((ENTERED, TOPIC), known, NOON)

    assert said in reason


class Outside:
    """Somebody outside who takes calls, unless told otherwise."""

    def __init__(self) -> None:
        self.calls = 0
        self.failure: Exception | None = None

    def call(self) -> None:
        self.calls += 1
        if self.failure is not None:
            raise self.failure


def beating(outside: Outside, reasons: list[str]) -> Heartbeat:
    return Heartbeat(receiver=outside, every=EVERY, why_not_well=lambda _: reasons)  # type: ignore[arg-type]


def test_it_goes_out_while_all_is_well_and_is_held_back_otherwise(
    caplog: pytest.LogCaptureFixture,
) -> None:
    outside, reasons = Outside(), ["nobody hands over"]
    heart = beating(outside, reasons)
    assert [heart.turn(NOON), heart.turn(NOON)] == [LOOK_AGAIN, LOOK_AGAIN]
    assert outside.calls == 0

    reasons.clear()
    assert heart.turn(NOON) == EVERY

    assert outside.calls == 1
    assert caplog.messages == [
        "not all is well: the heartbeat is held back",
        "all is well again: the heartbeat goes out",
    ]


@pytest.mark.parametrize("failure", [TemporaryFailure("too slow"), PermanentFailure("404")])
def test_that_nobody_takes_it_is_said_once_and_told_while_it_lasts(
    caplog: pytest.LogCaptureFixture, failure: Exception
) -> None:
    outside = Outside()
    heart = beating(outside, [])
    outside.failure = failure
    assert [heart.turn(NOON), heart.turn(NOON)] == [LOOK_AGAIN, LOOK_AGAIN]
    assert [one.name for one in heart.troubles()] == ["DanmHeartbeatNotTaken"]

    outside.failure = None
    assert heart.turn(NOON) == EVERY

    assert list(heart.troubles()) == []
    assert caplog.messages == [
        "the heartbeat is not taken: trying again",
        "the heartbeat is taken again",
    ]


def in_file(folder: Path, url: str, mode: int = 0o600) -> HeartbeatSettings:
    file = folder / "url"
    file.write_text(f"{url}\n")
    file.chmod(mode)
    return HeartbeatSettings(url_file=file)


def test_without_a_file_nobody_is_called() -> None:
    assert receiver_of(HeartbeatSettings()) is None


@pytest.mark.parametrize(
    "url",
    [
        pytest.param(f"https://hc.example/ping/{SECRET}", id="https"),
        pytest.param(f"https://hc.example:8443/ping/{SECRET}", id="another-port"),
        pytest.param(f"http://127.0.0.1:8000/ping/{SECRET}", id="http-inside"),
        pytest.param(f"http://localhost/ping/{SECRET}", id="http-by-name"),
        pytest.param(f"http://[::1]:8000/ping/{SECRET}", id="http-inside-v6"),
    ],
)
def test_a_url_that_may_be_called_is_read_and_never_shown(tmp_path: Path, url: str) -> None:
    receiver = receiver_of(in_file(tmp_path, url))

    assert receiver is not None
    assert receiver.url.path == f"/ping/{SECRET}"
    assert SECRET not in repr(receiver)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        pytest.param(f"http://hc.example/{SECRET}", "http outside this machine", id="http-outside"),
        pytest.param(f"ftp://hc.example/{SECRET}", "does not begin with https", id="ftp"),
        pytest.param(f"https://me:{SECRET}@hc.example/", "holds a user", id="a-user"),
        pytest.param(f"https://hc.example/{SECRET} x", "signs that a URL must not", id="a-space"),
        pytest.param(SECRET, "does not begin with https", id="no-url"),
        pytest.param(f"https://hc.example:x/{SECRET}", "cannot be used", id="no-port"),
        pytest.param("", "does not begin with https", id="nothing"),
    ],
)
def test_what_may_not_be_called_is_refused_without_showing_it(
    tmp_path: Path, url: str, why: str
) -> None:
    with pytest.raises(Trouble) as refused:
        receiver_of(in_file(tmp_path, url))

    assert why in str(refused.value)
    assert SECRET not in str(refused.value)


def test_a_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="open to others; close it: chmod 600"):
        receiver_of(in_file(tmp_path, f"https://hc.example/{SECRET}", mode=0o640))


@pytest.mark.parametrize("every", ["30 s", "2 h", "0 min"])
def test_it_comes_every_minute_at_most_and_every_hour_at_least(every: str) -> None:
    with pytest.raises(ValueError, match="every"):
        HeartbeatSettings.model_validate({"every": every})
