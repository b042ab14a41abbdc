"""A wrong policy is refused with every problem, its place and the mend."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from schemas.policy_file import DEFAULT_POLICY, WrongPolicy, load_policies, load_policy, problems
from tests.policy_files import DEFAULT, replaced, written

MEDIUM = 'warn = "12 h"\nlate = "24 h"'


@pytest.mark.parametrize(
    ("old", "new", "place", "fact"),
    [
        pytest.param(
            MEDIUM, 'late = "24 h"', "duty.medium.warn", "is missing", id="a-limit-is-missing"
        ),
        pytest.param("[duty.medium]", "[duty.hihg]", "duty.medium", "is missing", id="no-medium"),
        pytest.param(
            "[duty.medium]", "[duty.hihg]", "duty.hihg", "is not a key of this table", id="typo"
        ),
        pytest.param(
            MEDIUM,
            'warn = "24 h"\nlate = "24 h"',
            "duty.medium.warn",
            "24 h is not before late, 24 h",
            id="warn-not-before-late",
        ),
        pytest.param(
            MEDIUM,
            'warn = "12 h"\nlate = "3 days"',
            "duty.medium.late",
            "72 h is not before the ceiling, 72 h",
            id="late-not-before-the-ceiling",
        ),
        pytest.param(
            MEDIUM,
            'warn = "12"\nlate = "24 h"',
            "duty.medium.warn",
            "'12' is not a length of time with its unit",
            id="no-unit",
        ),
        pytest.param(
            MEDIUM,
            'warn = 12\nlate = "24 h"',
            "duty.medium.warn",
            "12 is not a length of time with its unit",
            id="a-bare-number",
        ),
        pytest.param(
            'warn = ["mash_duty"]',
            'warn = ["mash_duty", "boss"]',
            "recipients.warn.entry 2",
            "'boss' is not known here",
            id="unknown-role",
        ),
        pytest.param(
            'warn = ["mash_duty"]',
            'warn = ["edt"]',
            "recipients.warn",
            "'edt' stands in for mash_duty by the hour and is not named here",
            id="edt-is-not-named",
        ),
        pytest.param(
            'warn = ["mash_duty"]',
            'warn = ["police_desk"]',
            "recipients.warn",
            "names nobody at the council, so nobody is told of its pickup clock",
            id="nobody-at-the-council",
        ),
        pytest.param(
            'gap = ["data_manager", "mash_manager"]',
            "gap = []",
            "recipients.gap",
            "is empty",
            id="nobody-is-told",
        ),
        pytest.param(
            'late_receipt = ["mash_duty"]',
            'late_reciept = ["mash_duty"]',
            "recipients.late_receipt",
            "is missing",
            id="an-occasion-is-missing",
        ),
        pytest.param(
            'kinds = ["repeat"]',
            'kinds = ["repeats"]',
            "delivery.now.entry 3.kinds.entry 1",
            "'repeats' is not known here",
            id="unknown-kind",
        ),
        pytest.param(
            'rungs = ["ceiling"]',
            'rungs = ["top"]',
            "delivery.now.entry 4.rungs.entry 1",
            "'top' is not known here",
            id="unknown-rung",
        ),
        pytest.param(
            "[councils.E10000028]",
            "[councils.E1000028]",
            "councils.E1000028",
            "'E1000028' is not of the right form",
            id="no-council-code",
        ),
        pytest.param(
            "[councils.E10000028]",
            "[councils.E10000029]",
            "forces.staffordshire.councils",
            "'E10000028' is not a council of this file",
            id="a-force-names-another-council",
        ),
        pytest.param(
            'friday = "08:30-16:30"',
            'friday = "16:30-08:30"',
            "hours.opening.friday",
            "'16:30-08:30' closes before it opens",
            id="hours-backwards",
        ),
        pytest.param(
            'friday = "08:30-16:30"',
            'thursday-friday = "08:30-16:30"',
            "hours.opening",
            "overlapping: thursday given more than once",
            id="hours-overlap",
        ),
        pytest.param(
            'friday = "08:30-16:30"',
            'friday-monday = "08:30-16:30"',
            "hours.opening.friday-monday",
            "'friday-monday' runs backwards; the week begins on monday",
            id="days-backwards",
        ),
        pytest.param(
            'friday = "08:30-16:30"',
            'freitag = "08:30-16:30"',
            "hours.opening.freitag",
            "'freitag' is not a weekday such as friday, or monday-thursday",
            id="no-weekday",
        ),
        pytest.param(
            'friday = "08:30-16:30"',
            'friday = "08:30-26:30"',
            "hours.opening.friday",
            "26:30 is no time of day",
            id="no-time-of-day",
        ),
        pytest.param(
            'monday-thursday = "08:30-17:00"\nfriday = "08:30-16:30"',
            "",
            "hours.opening",
            "is empty",
            id="never-open",
        ),
        pytest.param(
            'owner = "To be agreed: director', 'owner_ = "', "owner", "is missing", id="no-owner"
        ),
        pytest.param(
            'source = "proposal, November 2026; no national number exists"',
            'source = " "',
            "source",
            "is empty",
            id="no-source",
        ),
        pytest.param('version = "proposal-2026-11"', "", "version", "is missing", id="no-version"),
        pytest.param(
            'version = "proposal-2026-11"',
            'version = "two words"',
            "version",
            "'two words' is not of the right form",
            id="version-with-a-space",
        ),
        pytest.param(
            "in_force_from = 2026-11-01 ",
            "in_force_from = 2026-11-01T09:00:00 ",
            "in_force_from",
            "2026-11-01T09:00:00 has no offset",
            id="a-start-without-an-offset",
        ),
        pytest.param(
            "in_force_from = 2026-11-01 ",
            "in_force_from = 2026 ",
            "in_force_from",
            "2026 is not a date such as 2026-11-01",
            id="a-start-that-is-a-number",
        ),
        pytest.param(
            'medium = "high"',
            'medium = "standard"',
            "uplift.medium",
            "'standard' is not known here",
            id="a-baby-would-wait-longer",
        ),
        pytest.param(
            "bank_holidays = true",
            'bank_holidays = "yes"',
            "hours.bank_holidays",
            "Input should be a valid boolean",
            id="yes-is-not-true",
        ),
    ],
)
def test_a_problem_names_its_place(
    tmp_path: Path, old: str, new: str, place: str, fact: str
) -> None:
    found = problems(replaced(tmp_path, (old, new)))

    assert (place, fact) in [(problem.place, problem.fact) for problem in found]
    assert all(problem.mend for problem in found)


def test_a_slip_of_the_pen_is_answered_with_the_word_that_was_meant(tmp_path: Path) -> None:
    path = replaced(tmp_path, ('late_receipt = ["mash_duty"]', 'late_reciept = ["mash_duti"]'))

    mends = {problem.place: problem.mend for problem in problems(path)}

    assert mends["recipients.late_reciept"] == "did you mean late_receipt?"


def test_all_problems_are_told_at_once_in_one_line(tmp_path: Path) -> None:
    text = DEFAULT.replace(MEDIUM, 'warn = "soon"\nlate = "90 h"')
    text = text.replace('warn = "24 h"\nlate = "48 h"', 'warn = "48 h"\nlate = "24 h"')
    path = written(tmp_path, text.replace('gap = ["data_manager", ', 'gap = ["boss", '))

    with pytest.raises(WrongPolicy) as refusal:
        load_policy(path)

    assert [problem.place for problem in refusal.value.problems] == [
        "duty.medium.warn",
        "recipients.gap.entry 1",
        "duty.standard.warn",
        "duty.medium.late",
    ]
    assert f"{path}: duty.medium.late: 90 h is not before the ceiling" in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_mistake_in_the_writing_itself_is_named_with_its_line(tmp_path: Path) -> None:
    path = written(tmp_path, 'version = "1"\nowner = somebody\n')

    with pytest.raises(WrongPolicy, match=r"is not TOML.*line 2"):
        load_policy(path)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    missing = tmp_path / "nowhere.toml"
    latin = tmp_path / "latin.toml"
    latin.write_bytes('owner = "Zoë"'.encode("latin-1"))

    assert [problem.mend for problem in problems(missing)] == ["give the path of a policy file"]
    assert [problem.fact for problem in problems(latin)] == ["is not UTF-8 text"]
    assert [problem.place for problem in problems(tmp_path)] == ["file"]


def test_a_file_saved_by_a_windows_editor_is_read(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_bytes(b"\xef\xbb\xbf" + DEFAULT.replace("\n", "\r\n").encode())

    assert problems(path) == []


def test_the_policy_that_ships_has_no_problem() -> None:
    assert problems(DEFAULT_POLICY) == []


def test_the_problems_of_several_files_are_told_together(tmp_path: Path) -> None:
    one = replaced(tmp_path, (MEDIUM, 'warn = "x"\nlate = "24 h"'), name="one.toml")
    other = replaced(tmp_path, ("[ceiling]", "[celing]"), name="other.toml")

    with pytest.raises(WrongPolicy) as refusal:
        load_policies([one, DEFAULT_POLICY, other])

    assert {problem.file for problem in refusal.value.problems} == {str(one), str(other)}


def test_two_versions_cannot_come_into_force_at_once(tmp_path: Path) -> None:
    other = replaced(tmp_path, ('"proposal-2026-11"', '"another"'))

    with pytest.raises(WrongPolicy, match="share a version or an instant"):
        load_policies([DEFAULT_POLICY, other])


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        pytest.param("2027-06-01", datetime(2027, 5, 31, 23, tzinfo=UTC), id="local-midnight"),
        pytest.param('"2027-06-01"', datetime(2027, 5, 31, 23, tzinfo=UTC), id="as-text"),
        pytest.param(
            "2027-06-01T09:00:00+01:00", datetime(2027, 6, 1, 8, tzinfo=UTC), id="an-instant"
        ),
    ],
)
def test_a_policy_comes_into_force_on_a_day_or_at_an_instant(
    tmp_path: Path, start: str, expected: datetime
) -> None:
    path = replaced(tmp_path, ("in_force_from = 2026-11-01 ", f"in_force_from = {start} "))

    assert load_policy(path).in_force_from == expected
