"""What the contract's section 4 promises of every command, seen from outside."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.command_line import REPOSITORY, Ended, danm, spoil, through_a_pipe

COMMANDS = (
    (),
    ("demo",),
    ("run",),
    ("consume",),
    ("watch",),
    ("serve",),
    ("settings",),
    ("purge",),
    ("rekey",),
    ("audit",),
    ("audit", "verify"),
    ("replay",),
    ("quarantine",),
    ("waiting",),
    ("incidents",),
    ("acknowledge",),
    ("receipt",),
    ("join",),
    ("metrics",),
    ("export",),
    ("review",),
    ("subject",),
    ("import-csv",),
    ("policy",),
    ("policy", "show"),
    ("policy", "check"),
    ("policy", "backtest"),
    ("check",),
    ("schemas",),
    ("db",),
    ("db", "upgrade"),
)
SLOW_TO_LOAD = {
    "alembic",
    "cryptography",
    "fastapi",
    "jinja2",
    "joserfc",
    "kafka",
    "matplotlib",
    "psycopg",
    "sqlalchemy",
    "uvicorn",
}
"""Each takes a tenth of a second or more, and help is to come at once."""

EXAMPLE = REPOSITORY / "tests" / "examples" / "saturday-night" / "in.ndjson"
NICHE = REPOSITORY / "tests" / "data" / "niche_extract.csv"
MAPPING = REPOSITORY / "deploy" / "mappings" / "niche.toml"


@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: " ".join(words) or "danm")
def test_help_comes_at_once_and_fits_an_80_column_terminal(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    helped = danm(*command, "--help", at=tmp_path, PYTHONPROFILEIMPORTTIME="1")

    assert helped.code == 0
    assert "Usage: danm" in helped.out
    assert max(len(one) for one in helped.out.splitlines()) <= 80
    assert not {"<bool>", "<str>", "<list[str]>", "<path>"} & set(helped.out.split())
    assert list(tmp_path.iterdir()) == []
    loaded = {line.rpartition("|")[2].strip() for line in helped.err.splitlines()}
    assert "typer" in loaded
    assert not SLOW_TO_LOAD & loaded


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param([], "give a command. See: danm --help", id="no-command"),
        pytest.param(["wiating"], "No such command 'wiating'", id="a-slip-of-the-finger"),
        pytest.param(["replay"], "Missing argument 'FILE'", id="no-file-named"),
        pytest.param(["waiting", "--untill", "x"], "No such option: --untill", id="no-such-option"),
        pytest.param(["replay", "gone.ndjson"], "gone.ndjson: there is no such file", id="no-file"),
        pytest.param(["replay", "."], ". is a folder", id="a-folder-for-a-file"),
        pytest.param(["replay", EXAMPLE, EXAMPLE], "a file is named twice", id="twice"),
        pytest.param(["replay", EXAMPLE, "--until", "2026-06-15"], "Z or an offset", id="a-date"),
        pytest.param(["replay", EXAMPLE, "--until", "1750000000"], "2026-11-20T23", id="an-epoch"),
        pytest.param(["replay", EXAMPLE, "--alerts", "no/a"], "there is no folder no", id="out"),
        pytest.param(["replay", EXAMPLE, "--policy", "p.toml"], "p.toml", id="no-such-policy"),
        pytest.param(["waiting"], "there is no database", id="nothing-to-list"),
        pytest.param(["incidents"], "there is no database", id="nothing-to-list-either"),
        pytest.param(["metrics"], "there is no database", id="nothing-to-measure"),
        pytest.param(["waiting", "--database", "mysql://h/n"], "sqlite:///FILE", id="other-sort"),
        pytest.param(["waiting", "--database", "nonsense"], "sqlite:///FILE", id="no-url"),
        pytest.param(["check", "--format", "xml"], "Invalid value", id="no-such-format"),
        pytest.param(["waiting", "--config", "c.toml"], "check --config", id="no-such-settings"),
        pytest.param(["incidents", "--handle", "K7M"], "a case code has 7 signs", id="half-a-code"),
        pytest.param(["schemas", "nothing"], "no document 'nothing'", id="no-such-schema"),
        pytest.param(["import-csv", NICHE], "Missing option '--mapping'", id="no-mapping"),
        pytest.param(["import-csv", "x", "--mapping", MAPPING], "x: No such file", id="no-extract"),
        pytest.param(["import-csv", NICHE, "--mapping", "m"], "m: No such file", id="no-such-map"),
        pytest.param(
            ["import-csv", NICHE, "--mapping", MAPPING, "--to", "kafka"],
            "no broker is configured",
            id="no-broker",
        ),
    ],
)
def test_wrong_usage_ends_with_2_and_one_line_that_says_the_mend(
    arguments: list[str | Path], said: str, tmp_path: Path
) -> None:
    ended = danm(*arguments, at=tmp_path)

    assert ended.code == 2
    assert said in ended.err
    assert ended.err.startswith("danm: ")
    assert ended.err.count("\n") == 1


def test_a_password_in_a_wrong_url_is_not_shown(tmp_path: Path) -> None:
    url = "postgresql+psycopg://danm:geheim@localhost:1/danm"

    ended = danm("waiting", "--database", url, at=tmp_path)

    assert ended.code == 2
    assert "geheim" not in ended.err + ended.out


def test_settings_that_cannot_be_read_name_the_place(tmp_path: Path) -> None:
    (tmp_path / "danm.toml").write_text("http.prot = 80\n")

    ended = danm("check", "--config", "danm.toml", at=tmp_path)

    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "danm: http.prot in danm.toml is not a setting; did you mean port?\n"


def test_a_variable_that_looks_like_a_setting_and_is_none_is_a_problem(tmp_path: Path) -> None:
    ended = danm("check", at=tmp_path, DANM_HTTP_PORT="9000")

    assert ended.code == 1
    assert (
        "problem  configuration: DANM_HTTP_PORT is no setting and changes nothing; did you mean "
        "DANM_HTTP__PORT?\n"
    ) in ended.out


def test_options_hold_before_the_command_and_after_it(tmp_path: Path) -> None:
    before = danm("--data-dir", "here", "replay", EXAMPLE, at=tmp_path)
    after = danm("waiting", "--data-dir", "here", "--format", "json", at=tmp_path)
    both = danm("--data-dir", "x", "waiting", "--data-dir", "here", "--format", "json", at=tmp_path)

    assert before.code == after.code == 0
    assert len(after.lines) == 1
    assert both.lines[0]["handle"] == after.lines[0]["handle"]


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    danm("replay", EXAMPLE, at=tmp_path)

    for command in ("metrics", "incidents --format json", "schemas asyncapi", "replay --help"):
        ended = through_a_pipe(f"{command} | true", tmp_path)

        assert ended == Ended(code=0, out="", err="")


def test_an_error_nobody_foresaw_ends_with_70_and_shows_no_value(tmp_path: Path) -> None:
    danm("replay", EXAMPLE, at=tmp_path)
    spoil(tmp_path / "danm-data" / "danm.sqlite", "UPDATE cases SET picture = 'geheim'")

    ended = danm("incidents", at=tmp_path)

    assert ended.code == 70
    assert "ValueError at " in ended.err
    assert "geheim" not in ended.err
    assert ended.err.splitlines()[-1].startswith("danm: an error of the program itself")


def test_check_looks_at_everything_and_makes_nothing(tmp_path: Path) -> None:
    ended = danm("check", "--format", "json", at=tmp_path)

    assert ended.code == 0
    names = [finding["check"] for finding in ended.lines]
    clocks = ["clock", "time service"]
    assert names == ["configuration", "keys", "policy", "channels", "database", *clocks, "broker"]
    assert all(finding["ok"] for finding in ended.lines)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("spoilt", "said"),
    [
        pytest.param(
            lambda folder: (folder / "keys" / "hmac.key").chmod(0o644),
            "problem  keys: key file danm-data/keys/hmac.key is open to others; close it: chmod",
            id="a-key-that-others-read",
        ),
        pytest.param(
            lambda folder: (folder / "keys" / "seal.key").unlink(),
            "problem  keys: danm-data/keys/seal.key is missing; restore it from your backup",
            id="half-of-the-keys",
        ),
        pytest.param(
            lambda folder: (folder / "danm.sqlite").write_bytes(b"no database at all" * 100),
            "problem  database: ",
            id="no-database",
        ),
        pytest.param(
            lambda folder: spoil(
                folder / "danm.sqlite", "UPDATE alembic_version SET version_num='9'"
            ),
            "is newer than this program",
            id="tables-of-another-program",
        ),
        pytest.param(
            lambda folder: spoil(folder / "danm.sqlite", "UPDATE instants SET at = 2 * at"),
            "problem  clock: this machine says",
            id="a-clock-that-is-behind",
        ),
    ],
)
def test_check_names_a_problem_and_its_mend(
    spoilt: Callable[[Path], object], said: str, tmp_path: Path
) -> None:
    danm("replay", EXAMPLE, at=tmp_path)
    spoilt(tmp_path / "danm-data")

    ended = danm("check", at=tmp_path)

    assert ended.code == 1
    assert said in ended.out
    assert ended.err == ""


def test_check_reads_whom_the_heartbeat_calls_and_does_not_call(tmp_path: Path) -> None:
    url = tmp_path / "url"
    url.write_text("https://hc.example/ping/geheim\n")
    url.chmod(0o600)
    good = danm("check", at=tmp_path, DANM_HEARTBEAT__URL_FILE=str(url))
    url.chmod(0o644)
    open_to_all = danm("check", at=tmp_path, DANM_HEARTBEAT__URL_FILE=str(url))

    assert "ok       heartbeat: goes out every 5 min while all is well; not tried" in good.out
    assert "problem  heartbeat: heartbeat.url_file" in open_to_all.out
    assert "geheim" not in good.out + open_to_all.out


def test_a_broker_that_does_not_answer_is_a_problem(tmp_path: Path) -> None:
    ended = danm("check", at=tmp_path, DANM_KAFKA__BOOTSTRAP="localhost:1")

    assert ended.code == 1
    assert "problem  broker: no Kafka broker answers at localhost:1; check kafka" in ended.out


def test_the_policy_is_shown_and_checked(tmp_path: Path) -> None:
    shipped = REPOSITORY / "schemas" / "default_policy.toml"
    (tmp_path / "wrong.toml").write_text(shipped.read_text().replace('"8 h"', '"8 hours or so"'))

    shown = danm("policy", "show", at=tmp_path)
    good = danm("policy", "check", shipped, at=tmp_path)
    wrong = danm("policy", "check", "wrong.toml", shipped, at=tmp_path)

    assert "POLICE KNEW -> FRONT DOOR TOLD" in shown.out
    assert good.code == 0
    assert "can be used" in good.out
    assert all(line.startswith("warning: ") for line in good.err.splitlines())
    assert wrong.code == 1
    assert "problem: wrong.toml: duty.high.late: " in wrong.err


def test_the_schemas_are_those_that_are_published(tmp_path: Path) -> None:
    published = REPOSITORY / "schemas" / "json"

    names = danm("schemas", at=tmp_path)
    one = danm("schemas", "danm.incident.reported.v1", at=tmp_path)
    danm("schemas", "--to", "out", at=tmp_path)

    assert set(names.out.split()) == {file.name for file in published.iterdir()}
    assert one.out == (published / "danm.incident.reported.v1.json").read_text()
    for name in names.out.split():
        assert (tmp_path / "out" / name).read_text() == (published / name).read_text()


def test_an_upgrade_of_what_is_current_says_so(tmp_path: Path) -> None:
    first, second = (danm("db", "upgrade", at=tmp_path) for _ in range(2))

    assert "upgraded from nothing to " in first.out
    assert "had the tables of this program already" in second.out


def test_rows_that_cannot_be_read_are_named_and_kept(tmp_path: Path) -> None:
    ended = danm("import-csv", NICHE, "--mapping", MAPPING, "--to", "out.ndjson", at=tmp_path)

    assert ended.code == 0
    assert ended.out == ""
    assert "niche_extract.csv: line 9, column 'Report Date + Report Time'" in ended.err
    assert "1 kept in quarantine" in ended.err
    replayed = danm("replay", "out.ndjson", at=tmp_path)
    assert "18 messages handled;" in replayed.err


def test_an_extract_goes_through_a_pipe_into_the_replay(tmp_path: Path) -> None:
    piped = f"import-csv {NICHE} --mapping {MAPPING} | python -m consumer replay -"

    ended = through_a_pipe(piped, tmp_path)

    assert ended.code == 0
    assert "18 messages handled;" in ended.err
