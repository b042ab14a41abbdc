"""Channels and routes from the settings, and one line where they cannot be made."""

import io
from pathlib import Path

import pytest

from alerts.channels.console import Console
from consumer.load_settings import WrongSettings, load_settings
from consumer.outgoing import Outgoing, outgoing, unreached
from schemas.policy import Policy
from schemas.policy_file import load_policies
from schemas.routes import Route
from schemas.trouble import Trouble
from tests.policy_files import STAFFORDSHIRE, STOKE, changed

DATA_ROUTES = tuple(
    (f"[councils.{code}]\nname", f'[councils.{code}]\nroutes = {{ data_manager = ["data"] }}\nname')
    for code in (STOKE, STAFFORDSHIRE)
)
KEY = "5e" * 32
SMTP = '[smtp]\nhost = "mail.example"\nsender = "danm@stoke.example"\n'
TO_DATA = '[routes.data]\nchannel = "smtp"\naddresses = ["data@stoke.example"]\n'
HOOK = '[webhook]\nhosts = ["hooks.example"]\nkey_file = "{key}"\n'
TO_HOOK = '[routes.data]\nchannel = "webhook"\naddresses = ["https://hooks.example/x?sig=y"]\n'


def private(path: Path, text: str) -> Path:
    path.write_text(text)
    path.chmod(0o600)
    return path


def leaving(folder: Path, text: str, policy: Policy | None = None) -> Outgoing:
    key = private(folder / "hook.key", KEY)
    config = folder / "danm.toml"
    config.write_text(text.replace("{key}", str(key)).replace("{folder}", str(folder)))
    settings = load_settings(config)
    return outgoing(settings, policy or changed(folder, *DATA_ROUTES), io.StringIO())


def test_without_routes_alerts_go_to_the_console(tmp_path: Path) -> None:
    found = leaving(tmp_path, "", load_policies(()).versions[-1])

    assert found.names == ("console",)
    assert isinstance(found.channel("console"), Console)
    assert unreached(load_policies(()).versions[-1], found.routes) == []


def test_each_channel_that_a_route_uses_is_set_up_once(tmp_path: Path) -> None:
    text = (
        SMTP + HOOK + '[routes.data]\nchannel = "smtp"\n'
        'addresses = ["one@stoke.example", "two@stoke.example"]\nsecond = "hook"\n'
        '[routes.hook]\nchannel = "webhook"\naddresses = ["https://hooks.example/x?sig=y"]\n'
        '[routes.edt]\nchannel = "smtp"\naddresses = ["edt@stoke.example"]\n'
        '[routes.screen]\nchannel = "console"\n'
    )

    found = leaving(tmp_path, text)

    assert found.names == ("console", "smtp", "webhook")
    assert found.routes["data"] == Route(
        name="data",
        channel="smtp",
        addresses=("one@stoke.example", "two@stoke.example"),
        second="hook",
    )


def test_secret_addresses_stand_in_a_file_of_their_own(tmp_path: Path) -> None:
    private(tmp_path / "url", "https://hooks.example/x?sig=y\n")
    text = HOOK + '[routes.data]\nchannel = "webhook"\naddress_file = "{folder}/url"\n'

    found = leaving(tmp_path, text)

    assert found.routes["data"].addresses == ("https://hooks.example/x?sig=y",)
    assert "sig" not in repr(found.routes)


def test_whom_the_data_manager_stands_in_for_is_named(tmp_path: Path) -> None:
    policy = changed(tmp_path, *DATA_ROUTES)
    found = leaving(tmp_path, SMTP + TO_DATA, policy)

    missing = unreached(policy, found.routes)

    assert "edt of Stoke-on-Trent" in missing
    assert "police_desk of Staffordshire" in missing
    assert not any(words.startswith("data_manager") for words in missing)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param(TO_DATA, "no mail server is set up; set smtp.host and sender", id="no-server"),
        pytest.param('[smtp]\nhost = "mail.example"\n' + TO_DATA, "no mail server is set up",
                     id="no-sender"),
        pytest.param(SMTP + 'user = "danm"\n' + TO_DATA, "a user or a password, not both",
                     id="a-user-without-a-password"),
        pytest.param(SMTP + 'user = "danm"\npassword_file = "{folder}/gone"\n' + TO_DATA,
                     "password file {folder}/gone cannot be read", id="no-password-file"),
        pytest.param(SMTP + 'user = "danm"\npassword_file = "{folder}/open"\n' + TO_DATA,
                     "password file {folder}/open is open to others; close it: chmod 600",
                     id="a-password-for-all"),
        pytest.param(SMTP + 'user = "danm"\npassword_file = "{folder}/empty"\n' + TO_DATA,
                     "empty holds no plain ASCII", id="an-empty-password"),
        pytest.param(SMTP + 'ca_file = "{folder}/empty"\n' + TO_DATA,
                     "{folder}/empty cannot be used as a list of authorities", id="no-authority"),
        pytest.param('[webhook]\nhosts = ["hooks.example"]\n' + TO_HOOK,
                     "nothing signs it; set webhook.key_file", id="no-key"),
        pytest.param('[webhook]\nhosts = ["hooks.example"]\nkey_file = "{folder}/empty"\n'
                     + TO_HOOK, "key file {folder}/empty holds nothing", id="an-empty-key"),
        pytest.param('[webhook]\nkey_file = "{key}"\n' + TO_HOOK,
                     "an address of routes.data cannot be used; the host of the webhook is not in "
                     "the list of those allowed; see webhook.hosts", id="a-host-not-listed"),
        pytest.param(HOOK + TO_HOOK.replace("https:", "http:"), "does not begin with https",
                     id="not-https"),
        pytest.param(HOOK + '[routes.data]\nchannel = "webhook"\naddress_file = "{folder}/empty"\n',
                     "empty holds no address", id="no-address-in-the-file"),
        pytest.param(HOOK + TO_HOOK.replace('y"]', 'y", "https://hooks.example/"]'),
                     "a webhook has one URL", id="two-urls"),
        pytest.param(SMTP + TO_DATA.replace("data@", "Data <data@"),
                     "write a mailbox as name@host", id="a-name-beside-it"),
        pytest.param(SMTP + TO_DATA + 'second = "pager"\n',
                     "routes.data.second is no other route; set up [routes.pager]",
                     id="no-such-second"),
        pytest.param(SMTP + TO_DATA + 'second = "data"\n', "routes.data.second is no other route",
                     id="its-own-second"),
        pytest.param(SMTP + TO_DATA.replace("routes.data", "routes.edt"),
                     "no route leads to the data_manager of Stoke-on-Trent, who is told in place",
                     id="nobody-to-stand-in"),
    ],
)  # fmt: skip
def test_what_is_missing_or_wrong_is_said_on_one_line(tmp_path: Path, text: str, line: str) -> None:
    (tmp_path / "open").write_text("secret")
    (tmp_path / "open").chmod(0o644)
    private(tmp_path / "empty", "")

    with pytest.raises(Trouble) as refused:
        leaving(tmp_path, text)

    told = str(refused.value)
    assert line.replace("{folder}", str(tmp_path)) in told
    assert not any(secret in told for secret in ("sig=y", "data@stoke", KEY, "secret"))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        pytest.param('[routes.data]\nchannel = "fax"\n', "routes.data.channel",
                     id="no-such-channel"),
        pytest.param('[routes.data]\nchannel = "smtp"\n', "routes.data in", id="no-address"),
        pytest.param('[routes.data]\nchannel = "console"\naddresses = ["a@b"]\n', "routes.data in",
                     id="an-address-for-the-console"),
        pytest.param('[routes."a b"]\nchannel = "console"\n', "routes.a b", id="a-wrong-name"),
        pytest.param('[smtp]\nsender = "danm"\n', "smtp.sender", id="no-mailbox"),
        pytest.param('[smtp]\nsender = "d@x.example\\nBcc: e@y.example"\n', "smtp.sender",
                     id="a-header-in-it"),
        pytest.param('[smtp]\nhots = "x"\n', "smtp.hots in", id="a-slip-of-the-pen"),
        pytest.param('[webhook]\nnetworks = ["10.0.0.0/99"]\n', "webhook.networks",
                     id="no-network"),
    ],
)  # fmt: skip
def test_a_wrong_table_is_refused_with_its_place(tmp_path: Path, text: str, place: str) -> None:
    with pytest.raises(WrongSettings) as refused:
        leaving(tmp_path, text)

    assert str(refused.value).startswith(place)
    assert "\n" not in str(refused.value)


def test_networks_and_hosts_may_be_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DANM_WEBHOOK__HOSTS", "hooks.example, own.example:8443")
    monkeypatch.setenv("DANM_WEBHOOK__NETWORKS", "10.0.0.0/8, fd00::/8")

    webhook = load_settings().webhook

    assert webhook.hosts == ("hooks.example", "own.example:8443")
    assert [str(network) for network in webhook.networks] == ["10.0.0.0/8", "fd00::/8"]
