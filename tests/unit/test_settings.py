"""Settings: who wins, what is refused, and that a refusal names the place and no secret."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from consumer.load_settings import WrongSettings, load_settings
from consumer.settings import LogFormat, Mode, Settings
from schemas.references import DEFAULT_RULES, ReferenceRules


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.upper().startswith("DANM_")]:
        monkeypatch.delenv(name)


def file_of(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "danm.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_without_any_settings_it_is_one_file_on_loopback_in_shadow() -> None:
    settings = load_settings()

    assert settings.data_dir == Path("danm-data")
    assert settings.database_url == "sqlite:///danm-data/danm.sqlite"
    assert (settings.http.host, settings.http.port) == ("127.0.0.1", 9464)
    assert settings.kafka.bootstrap == ()
    assert settings.kafka.topics == ("police.da-incidents.v1", "frontdoor.contacts.v1")
    assert settings.log_format is LogFormat.PLAIN
    assert settings.mode is Mode.SHADOW
    assert settings.live_since is None


def test_the_command_line_wins_over_variables_and_they_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = file_of(tmp_path, 'data_dir = "a"\nlog_format = "json"\nmode = "live"\n')
    monkeypatch.setenv("DANM_DATA_DIR", "b")
    monkeypatch.setenv("DANM_MODE", "shadow")

    settings = load_settings(config, data_dir=Path("c"), database=None)

    assert settings.data_dir == Path("c")
    assert settings.mode is Mode.SHADOW
    assert settings.log_format is LogFormat.JSON


def test_one_variable_changes_one_setting_of_a_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = file_of(tmp_path, '[http]\nhost = "0.0.0.0"\nport = 80\n')
    monkeypatch.setenv("DANM_HTTP__PORT", "9000")

    settings = load_settings(config)

    assert (settings.http.host, settings.http.port) == ("0.0.0.0", 9000)  # noqa: S104


def test_lists_are_separated_by_commas_in_a_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DANM_KEYS__HMAC", "/run/new.key, /run/old.key")
    monkeypatch.setenv("DANM_KAFKA__BOOTSTRAP", "one:9092,two:9092")

    settings = load_settings()

    assert settings.keys.hmac == (Path("/run/new.key"), Path("/run/old.key"))
    assert settings.kafka.bootstrap == ("one:9092", "two:9092")


def test_the_data_folder_moves_the_default_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DANM_DATA_DIR", "/srv/danm")

    assert load_settings().database_url == "sqlite:////srv/danm/danm.sqlite"


def test_a_source_has_rules_of_its_own_for_its_references(tmp_path: Path) -> None:
    config = file_of(tmp_path, '[sources."/police/x/niche"]\nupper_case = false\n')

    assert load_settings(config).reference_rules == {
        "/police/x/niche": ReferenceRules(upper_case=False)
    }


def test_a_source_in_the_settings_follows_the_default_where_it_says_nothing(
    tmp_path: Path,
) -> None:
    config = file_of(tmp_path, '[sources."/police/x/niche"]\n')

    assert load_settings(config).reference_rules["/police/x/niche"] == DEFAULT_RULES


@pytest.mark.parametrize("written", ['"2026-06-01T00:00:00+01:00"', "2026-06-01T00:00:00+01:00"])
def test_the_go_live_instant_is_kept_in_utc(tmp_path: Path, written: str) -> None:
    live_since = load_settings(file_of(tmp_path, f"live_since = {written}")).live_since

    assert live_since == datetime(2026, 5, 31, 23, tzinfo=UTC)
    assert live_since is not None
    assert live_since.tzinfo is UTC


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param("[http]\nport = 99999", "http.port in {} is wrong; input should be less",
                     id="a-port-too-high"),
        pytest.param('mode = "lve"', "mode in {} is wrong; input should be 'shadow' or 'live'",
                     id="no-such-mode"),
        pytest.param("live_since = 2026-06-01T00:00:00",
                     "live_since in {} is wrong; give an instant with its offset",
                     id="a-time-without-offset"),
        pytest.param('live_since = "2026-06-01"',
                     "live_since in {} is wrong; not an RFC 3339 time", id="a-date-for-a-time"),
        pytest.param("live_since = 1751364000", "live_since in {} is wrong; give an instant",
                     id="an-epoch-number"),
        pytest.param('data_dri = "x"', "data_dri in {} is not a setting; did you mean data_dir?",
                     id="a-slip-of-the-pen"),
        pytest.param("[http]\nprot = 1", "http.prot in {} is not a setting; did you mean port?",
                     id="a-slip-in-a-table"),
        pytest.param('[sources."/a"]\nuppercase = true',
                     "sources./a.uppercase in {} is not a setting; did you mean upper_case?",
                     id="a-slip-in-a-source"),
        pytest.param("[keys]\nzzz = 1", "keys.zzz in {} is not a setting; known here: hmac, seal",
                     id="nothing-like-it"),
        pytest.param('database = ""', "database in {} is wrong; string should have at least 1",
                     id="an-empty-database"),
        pytest.param("mode = #", "{} is not TOML; mend this: Invalid value (at line 1, column 8)",
                     id="not-toml"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_on_one_line_with_the_place_and_the_mend(
    tmp_path: Path, text: str, line: str
) -> None:
    config = file_of(tmp_path, text)

    with pytest.raises(WrongSettings) as refused:
        load_settings(config)

    assert str(refused.value).startswith(line.format(config))
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        pytest.param("DANM_HTTP__PORT", "x", "DANM_HTTP__PORT is wrong; input should be a valid "
                     "integer", id="not-a-number"),
        pytest.param("danm_mode", "x", "DANM_MODE is wrong; input should be", id="lower-case"),
        pytest.param("DANM_HTTP__PROT", "1", "DANM_HTTP__PROT is not a setting; did you mean port?",
                     id="a-slip"),
        pytest.param("DANM_HTTP", "{", "DANM_HTTP cannot be read; write it as JSON",
                     id="broken-json"),
        pytest.param("DANM_HTTP", '{"port": "x"}', "DANM_HTTP is wrong", id="a-table-as-json"),
    ],
)  # fmt: skip
def test_a_wrong_variable_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, line: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(WrongSettings) as refused:
        load_settings()

    assert str(refused.value).startswith(line)


def test_a_wrong_option_is_named() -> None:
    with pytest.raises(WrongSettings, match=r"^--log-format is wrong; input should be 'plain' or"):
        load_settings(log_format="xml")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(WrongSettings, match=r"gone.toml cannot be read \(No such file"):
        load_settings(tmp_path / "gone.toml")


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    config = tmp_path / "danm.toml"
    config.write_bytes(b'mode = "\xff\xfe"')

    with pytest.raises(WrongSettings, match="is not UTF-8; save it as UTF-8"):
        load_settings(config)


def test_a_password_in_the_database_url_is_never_shown(tmp_path: Path) -> None:
    config = file_of(tmp_path, 'database = ["postgresql://danm:hunter2@db/danm"]\n')

    with pytest.raises(WrongSettings) as refused:
        load_settings(config)

    assert "hunter2" not in f"{refused.value} {refused.value.__cause__} {refused.value.__context__}"
    assert "hunter2" not in repr(Settings(database="postgresql://danm:hunter2@db/danm"))


def test_settings_do_not_change_once_loaded() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_settings().mode = Mode.LIVE  # type: ignore[misc]
