"""The reference of all settings: every one described, and as the repository shows it."""

import pytest

from consumer.mistyped import mistyped
from consumer.settings_reference import Setting, reference, tables, variables
from tests.programs import ROOT

SETTINGS = [
    pytest.param(setting, id=f"{table.title}{setting.name}")
    for table in tables()
    for setting in table.settings
]


def test_the_reference_in_the_repository_is_current() -> None:
    written = (ROOT / "deploy" / "configuration.md").read_text(encoding="utf-8")

    assert written == reference(), "write it anew: uv run danm settings > deploy/configuration.md"


@pytest.mark.parametrize("setting", SETTINGS)
def test_every_setting_says_what_it_does(setting: Setting) -> None:
    assert setting.field.description


@pytest.mark.parametrize("setting", SETTINGS)
def test_every_file_with_a_secret_is_marked(setting: Setting) -> None:
    endings = ("password_file", "secret_file", "key_file", "address_file", "url_file", "tokens")

    assert ("mode 600" in setting.row) is setting.name.endswith((*endings, "hmac", "seal"))


def test_a_setting_is_found_by_its_place_in_the_file_and_by_its_variable() -> None:
    assert (
        "| `port` | `DANM_HTTP__PORT` | whole number, 0 to 65535 | 9464 | 0 takes any free one; "
        "processes on one machine need one each. |\n"
    ) in reference()
    assert {"DANM_DATA_DIR", "DANM_KAFKA__TOPICS", "DANM_ROUTES", "DANM_KAFKA"} <= variables()


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        pytest.param("DANM_HTTP_PORT", "DANM_HTTP__PORT", id="one-line-for-two"),
        pytest.param("DANM_DATABSE", "DANM_DATABASE", id="a-letter-left-out"),
        pytest.param("danm_polcy_files", "DANM_POLICY_FILES", id="small-letters"),
        pytest.param("DANM_KAFKA_PASSWORD_FILE", "DANM_KAFKA__PASSWORD_FILE", id="in-a-table"),
    ],
)
def test_a_slip_in_a_variable_is_found_with_what_was_meant(name: str, meant: str) -> None:
    assert list(mistyped({name: "x"})) == [(name, meant)]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("DANM_PORT_9464_TCP", "tcp://10.0.0.1:9464", id="address-of-a-port"),
        pytest.param("DANM_PORT_9464_TCP_PORT", "9464", id="number-of-a-port"),
        pytest.param("DANM_HTTP_PORT", "tcp://10.0.0.1:80", id="a-service-called-danm-http"),
        pytest.param("DANM_SERVICE_HOST", "10.0.0.1", id="host-of-a-service"),
        pytest.param("DANM_SERVICE_PORT_HTTP", "9464", id="named-port-of-a-service"),
        pytest.param("DANM_HTTP__PORT", "9000", id="a-setting"),
        pytest.param("danm_mode", "live", id="a-setting-in-small-letters"),
        pytest.param("DANM_ROUTES__EDT__CHANNEL", "smtp", id="inside-a-table"),
        pytest.param("DANM_REQUIRE_ALL", "1", id="like-nothing-here"),
        pytest.param("HTTP_PORT", "80", id="of-another-program"),
    ],
)
def test_what_is_no_slip_is_left_alone(name: str, value: str) -> None:
    assert list(mistyped({name: value})) == []
