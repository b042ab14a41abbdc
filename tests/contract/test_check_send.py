"""`danm check --send ROLE` on real servers: a marked test alert, and what became of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from tests.command_line import danm
from tests.policy_files import STAFFORDSHIRE, STOKE, replaced
from tests.servers.mail_server import Mailbox, free_port, mail_server
from tests.servers.notify_server import (
    API_KEY,
    MAIL_TEMPLATE,
    TEXT_TEMPLATE,
    NotifyService,
    notify_server,
)
from tests.servers.tls import Authority, new_authority

ROUTES = 'routes = { data_manager = ["data"], edt = ["edt"] }'


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return new_authority(tmp_path)


@pytest.fixture
def box() -> Mailbox:
    return Mailbox()


@pytest.fixture
def configured(tmp_path: Path, box: Mailbox, authority: Authority) -> Iterator[Path]:
    """An installation with a mail server, and a second route that leads nowhere."""
    named = [f"[councils.{code}]\n" for code in (STOKE, STAFFORDSHIRE)]
    policy = replaced(tmp_path, *((f"{head}name", f"{head}{ROUTES}\nname") for head in named))
    key = tmp_path / "hook.key"
    key.write_text("5e" * 32)
    key.chmod(0o600)
    nowhere = free_port()
    with mail_server(box, starttls=authority.serving("localhost")) as port:
        (tmp_path / "danm.toml").write_text(
            f'policy_files = ["{policy}"]\n'
            f'[smtp]\nhost = "localhost"\nport = {port}\nsender = "danm@stoke.example"\n'
            f'ca_file = "{authority.file}"\n'
            f'[webhook]\nhosts = ["localhost:{nowhere}"]\nkey_file = "{key}"\n'
            'networks = ["127.0.0.0/8", "::1/128"]\n'
            '[routes.data]\nchannel = "smtp"\naddresses = ["data@stoke.example"]\n'
            '[routes.edt]\nchannel = "smtp"\naddresses = ["edt@stoke.example"]\nsecond = "hook"\n'
            f'[routes.hook]\nchannel = "webhook"\naddresses = ["https://localhost:{nowhere}/"]\n'
        )
        yield tmp_path


def test_a_test_alert_is_marked_and_says_what_was_accepted(configured: Path, box: Mailbox) -> None:
    done = danm(
        "--config", "danm.toml", "check", "--send", "data_manager", "--council", STOKE,
        at=configured,
    )  # fmt: skip

    assert done.out == "ok       test alert by route data: accepted by smtp, for: data manager\n"
    assert done.code == 0
    (message,) = box.messages
    assert message["Subject"] == "[TEST] Test alert: nothing has happened"
    assert message["To"] == "data@stoke.example"
    assert list(configured.glob("danm-data/*.sqlite")) == []


def test_the_second_route_is_tried_too_and_what_fails_is_a_problem(
    configured: Path, box: Mailbox
) -> None:
    done = danm(
        "--config", "danm.toml", "check", "--send", "edt", "--council", STOKE, at=configured
    )

    first, second = done.out.splitlines()
    assert first.startswith("ok       test alert by route edt: accepted by smtp, for: emergency")
    assert second.startswith("problem  test alert by route hook: not accepted for: emergency")
    assert second.endswith("; mend this: the webhook cannot be reached: ConnectionRefusedError")
    assert done.code == 1
    assert len(box.messages) == 1


def test_a_role_without_a_route_reaches_the_data_manager_and_is_a_problem(
    configured: Path, box: Mailbox
) -> None:
    done = danm(
        "--config", "danm.toml", "check", "--send", "director", "--council", STOKE, at=configured
    )

    assert done.code == 1
    assert "in place of: director of children's services; set up a route for them" in done.out
    assert str(box.messages[0]["Subject"]).startswith("[PASS ON] [TEST]")


def test_one_of_several_councils_must_be_named(configured: Path, box: Mailbox) -> None:
    for council in ((), ("--council", "E99999999")):
        done = danm("--config", "danm.toml", "check", "--send", "edt", *council, at=configured)

        assert done.code == 2
        assert f"give --council one of: {STOKE} (Stoke-on-Trent)" in done.err
    assert box.messages == []


def test_without_routes_the_test_alert_is_printed(tmp_path: Path) -> None:
    done = danm("check", "--send", "edt", at=tmp_path)

    assert "[TEST] Test alert: nothing has happened" in done.out
    assert "ok       test alert by console: accepted by console" in done.out
    assert done.code == 0


def test_check_says_how_alerts_leave_and_who_cannot_be_reached(
    configured: Path, tmp_path: Path, box: Mailbox
) -> None:
    done = danm("--config", "danm.toml", "check", at=configured)
    plain = danm("check", at=tmp_path)

    assert "problem  channels: no route leads to director of Stoke-on-Trent and " in done.out
    assert "ok       mail server: answers, and proves who it is\n" in done.out
    assert "problem  webhook of routes.hook: the webhook cannot be reached" in done.out
    assert "ok       channels: no routes are set up: alerts are printed" in plain.out
    assert box.messages == []


@pytest.fixture
def service() -> NotifyService:
    return NotifyService()


@pytest.fixture
def other_channels(
    tmp_path: Path, authority: Authority, service: NotifyService
) -> Iterator[tuple[Path, HTTPServer]]:
    """An installation whose alerts go by GOV.UK Notify and, beside it, to Teams."""
    named = [f"[councils.{code}]\n" for code in (STOKE, STAFFORDSHIRE)]
    policy = replaced(tmp_path, *((f"{head}name", f"{head}{ROUTES}\nname") for head in named))
    tls = authority.serving("localhost")
    with (
        notify_server(service, tls) as notify,
        HTTPServer("localhost", 0, ssl_context=tls) as workflow,
    ):
        workflow.expect_request("/flow").respond_with_data("", status=202)
        for name, content in (
            ("notify.key", API_KEY),
            ("flow.url", f"https://localhost:{workflow.port}/flow?sig=y"),
        ):
            (tmp_path / name).touch(mode=0o600)
            (tmp_path / name).write_text(content)
        here = f'networks = ["127.0.0.0/8", "::1/128"]\nca_file = "{authority.file}"\n'
        (tmp_path / "danm.toml").write_text(
            f'policy_files = ["{policy}"]\n'
            f'[notify]\nurl = "https://localhost:{notify.port}"\nkey_file = "notify.key"\n'
            f'mail_template = "{MAIL_TEMPLATE}"\ntext_template = "{TEXT_TEMPLATE}"\n{here}'
            f'[teams]\nhosts = ["localhost:{workflow.port}"]\n{here}'
            '[routes.data]\nchannel = "notify-mail"\naddresses = ["data@stoke.example"]\n'
            '[routes.edt]\nchannel = "notify-text"\naddresses = ["07700 900123"]\n'
            'second = "chat"\n'
            '[routes.chat]\nchannel = "teams"\naddress_file = "flow.url"\n'
        )
        yield tmp_path, workflow


def test_a_test_alert_goes_by_text_message_to_teams_and_by_mail_of_notify(
    other_channels: tuple[Path, HTTPServer], service: NotifyService
) -> None:
    folder, workflow = other_channels

    by_text = danm("--config", "danm.toml", "check", "--send", "edt", "--council", STOKE, at=folder)
    by_mail = danm(
        "--config", "danm.toml", "check", "--send", "data_manager", "--council", STOKE, at=folder
    )

    first, second = by_text.out.splitlines()
    assert first.startswith("ok       test alert by route edt: accepted by notify-text, for: ")
    assert second.startswith("ok       test alert by route chat: accepted by teams, for: ")
    assert by_mail.out == (
        "ok       test alert by route data: accepted by notify-mail, for: data manager\n"
    )
    assert (by_text.code, by_mail.code) == (0, 0)
    assert [one["subject"] for one in service.messages] == [
        "[TEST] Test alert: nothing has happened"
    ] * 2
    assert len(workflow.log) == 1
    assert b"[TEST] Test alert" in workflow.log[0][0].data


def test_check_looks_whether_notify_and_teams_answer_and_sends_nothing(
    other_channels: tuple[Path, HTTPServer], service: NotifyService
) -> None:
    folder, workflow = other_channels

    done = danm("--config", "danm.toml", "check", at=folder)

    for name in ("GOV.UK Notify for notify-mail", "GOV.UK Notify for notify-text"):
        assert f"ok       {name}: answers, and proves who it is\n" in done.out
    assert "ok       teams of routes.chat: answers, and proves who it is\n" in done.out
    assert service.messages == []
    assert workflow.log == []
