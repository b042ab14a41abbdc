"""`danm run` with GOV.UK Notify as the way to the data manager: accepted, and asked about later."""

from pathlib import Path

import pytest

from alerts.fates import FIRST_ASKED_AFTER
from tests.policy_files import STAFFORDSHIRE, STOKE, replaced
from tests.programs import PATIENCE, Program, ask
from tests.servers.notify_server import API_KEY, MAIL_TEMPLATE, NotifyService, notify_server
from tests.servers.tls import new_authority

pytestmark = pytest.mark.integration

DELIVERED = 'danm_alert_fates_total{channel="notify-mail",fate="delivered"} '
TO_DATA = 'routes = { data_manager = ["data"] }'


def installed(folder: Path, port: int, authority: Path) -> Path:
    """Write the settings of a site whose data manager is told by mail of Notify."""
    named = [f"[councils.{code}]\n" for code in (STOKE, STAFFORDSHIRE)]
    policy = replaced(folder, *((f"{head}name", f"{head}{TO_DATA}\nname") for head in named))
    key = folder / "notify.key"
    key.touch(mode=0o600)
    key.write_text(API_KEY)
    config = folder / "danm.toml"
    config.write_text(
        f'policy_files = ["{policy}"]\ndata_dir = "{folder / "data"}"\nlog_format = "json"\n'
        f'http.port = 0\n[notify]\nurl = "https://localhost:{port}"\nkey_file = "{key}"\n'
        f'mail_template = "{MAIL_TEMPLATE}"\nnetworks = ["127.0.0.0/8", "::1/128"]\n'
        f'ca_file = "{authority}"\n'
        '[routes.data]\nchannel = "notify-mail"\naddresses = ["data@stoke.example"]\n'
    )
    return config


def test_an_alert_is_accepted_at_once_and_delivered_once_notify_says_so(tmp_path: Path) -> None:
    service, authority = NotifyService(), new_authority(tmp_path)
    damaged = tmp_path / "in.ndjson"
    damaged.write_text("this is no message of STF-26-0012345\n")

    with notify_server(service, authority.serving("localhost")) as notify:
        config = installed(tmp_path, notify.port, authority.file)
        with Program.start(tmp_path, "run", str(damaged), "--config", str(config)) as program:
            program.until(lambda: bool(service.messages), "Notify has it")
            assert f"{DELIVERED}0.0\n" in ask(f"{program.web}/metrics")[1]
            service.become("delivered")
            program.until(
                lambda: f"{DELIVERED}1.0\n" in ask(f"{program.web}/metrics")[1],
                "it is known to be delivered",
                within=FIRST_ASKED_AFTER.total_seconds() + PATIENCE,
            )
            code = program.stop()

    (message,) = service.messages
    assert message["email_address"] == "data@stoke.example"
    assert "STF-26-0012345" not in str(message)
    assert "STF-26-0012345" not in program.stderr
    assert "data@stoke.example" not in program.stderr
    assert code == 0
