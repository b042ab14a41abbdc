"""Channels and routes from the settings, and one line where they cannot be made."""

import io
from pathlib import Path

import pytest

from alerts.channels.console import Console
from alerts.channels.notify import NotifyMail, NotifyText
from consumer.load_settings import WrongSettings, load_settings
from consumer.outgoing import Outgoing, outgoing, unreached
from schemas.policy import Policy
from schemas.policy_file import load_policies
from schemas.routes import Route, TellsReference
from schemas.trouble import Trouble
from tests.policy_files import STAFFORDSHIRE, STOKE, changed
from tests.servers.notify_server import API_KEY, MAIL_TEMPLATE, TEXT_TEMPLATE

DATA_ROUTES = tuple(
    (f"[councils.{code}]\nname", f'[councils.{code}]\nroutes = {{ data_manager = ["data"] }}\nname')
    for code in (STOKE, STAFFORDSHIRE)
)
KEY = "5e" * 32
SMTP = '[smtp]\nhost = "mail.example"\nsender = "danm@stoke.example"\n'
TO_DATA = '[routes.data]\nchannel = "smtp"\naddresses = ["data@stoke.example"]\n'
HOOK = '[webhook]\nhosts = ["hooks.example"]\nkey_file = "{key}"\n'
NOTIFY = '[notify]\nkey_file = "{folder}/notify.key"\n'
TEMPLATES = f'mail_template = "{MAIL_TEMPLATE}"\ntext_template = "{TEXT_TEMPLATE}"\n'
TO_TEXT = '[routes.data]\nchannel = "notify-text"\naddresses = ["07700 900123"]\n'
TO_MAIL = TO_TEXT.replace("notify-text", "notify-mail").replace("07700 900123", "d@stoke.example")
TEAMS = '[teams]\nhosts = ["flows.example"]\n'
TO_TEAMS = '[routes.data]\nchannel = "teams"\naddress_file = "{folder}/flow.url"\n'
DOMAINS = 'reference_domains = ["stoke.example", "police.example"]\n'
TELLS = 'reference = "body"\n'
TO_HOOK = '[routes.data]\nchannel = "webhook"\naddresses = ["https://hooks.example/x?sig=y"]\n'


def private(path: Path, text: str) -> Path:
    path.write_text(text)
    path.chmod(0o600)
    return path


def leaving(folder: Path, text: str, policy: Policy | None = None) -> Outgoing:
    key = private(folder / "hook.key", KEY)
    private(folder / "notify.key", API_KEY)
    private(folder / "flow.url", "https://flows.example/workflows/1?sig=y\n")
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


def test_mail_and_text_messages_of_notify_share_what_it_takes_in_a_minute(tmp_path: Path) -> None:
    mail = TO_MAIL.replace("routes.data", "routes.mail")

    found = leaving(tmp_path, NOTIFY + TEMPLATES + TO_TEXT + mail)

    assert found.names == ("notify-mail", "notify-text")
    assert found.routes["data"].addresses == ("07700 900123",)
    one, other = found.channels
    assert isinstance(one, NotifyMail)
    assert isinstance(other, NotifyText)
    assert one.line.pace is other.line.pace
    assert [name for name, _, _ in found.to_try()] == [
        "GOV.UK Notify for notify-mail",
        "GOV.UK Notify for notify-text",
    ]


def test_the_url_of_a_workflow_comes_from_its_file(tmp_path: Path) -> None:
    found = leaving(tmp_path, TEAMS + TO_TEAMS)

    assert found.names == ("teams",)
    assert [(name, to) for name, _, to in found.to_try()] == [
        ("teams of routes.data", ("https://flows.example/workflows/1?sig=y",))
    ]
    assert "sig" not in repr(found.routes)


def test_a_route_tells_no_police_reference_unless_the_settings_say_so(tmp_path: Path) -> None:
    silent = leaving(tmp_path, SMTP + TO_DATA)
    tells = leaving(tmp_path, SMTP + DOMAINS + TO_DATA.replace("@stoke", "@Stoke") + TELLS)

    assert silent.routes["data"].reference is TellsReference.NEVER
    assert tells.routes["data"].reference is TellsReference.BODY


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
        pytest.param(TO_TEXT, "no key is set up; set notify.key_file", id="no-key-of-notify"),
        pytest.param(NOTIFY.replace("notify.key", "hook.key") + TEMPLATES + TO_TEXT,
                     "hook.key holds no API key of GOV.UK Notify", id="another-key-for-notify"),
        pytest.param(NOTIFY.replace("notify.key", "open") + TEMPLATES + TO_TEXT,
                     "key file {folder}/open is open to others; close it: chmod 600",
                     id="a-key-of-notify-for-all"),
        pytest.param(NOTIFY + TO_TEXT, "notify-text, but no template is named; set "
                     "notify.text_template", id="no-template-of-text-messages"),
        pytest.param(NOTIFY + TO_MAIL, "notify-mail, but no template is named; set "
                     "notify.mail_template", id="no-template-of-mails"),
        pytest.param(NOTIFY + TEMPLATES + TO_TEXT.replace("07700 900123", "the desk"),
                     "write a telephone number in digits", id="no-telephone-number"),
        pytest.param(NOTIFY + TEMPLATES + TO_MAIL.replace("d@", "D <d@"),
                     "write a mailbox as name@host", id="no-mailbox-for-notify"),
        pytest.param(TO_TEAMS, "the host of the Teams workflow is not in the list of those "
                     "allowed; see teams.hosts", id="no-hosts-of-teams"),
        pytest.param(TEAMS + TO_TEAMS.replace('address_file = "{folder}/flow.url"',
                     'addresses = ["https://flows.example/x?sig=y"]'),
                     "the URL of routes.data lets anyone post, and stands in the settings; write "
                     "it into a file of its own", id="a-secret-in-the-settings"),
        pytest.param(TEAMS + TO_TEAMS.replace("flow.url", "open"),
                     "{folder}/open is open to others", id="a-secret-for-all"),
        pytest.param(SMTP + DOMAINS + 'security = "plain"\n' + TO_DATA + TELLS,
                     "routes.data would tell police references without TLS; set smtp.security to "
                     'starttls or tls, or take reference = "body" out', id="references-unsealed"),
        pytest.param(HOOK + TO_HOOK + TELLS,
                     "routes.data would tell police references by webhook; only mail by smtp may",
                     id="references-by-webhook"),
        pytest.param(TEAMS + TO_TEAMS + TELLS, "would tell police references by teams",
                     id="references-in-a-chat"),
        pytest.param(NOTIFY + TEMPLATES + TO_TEXT + TELLS, "police references by notify-text",
                     id="references-in-a-text-message"),
        pytest.param(NOTIFY + TEMPLATES + TO_MAIL + TELLS, "police references by notify-mail",
                     id="references-through-another-service"),
        pytest.param('[routes.data]\nchannel = "console"\n' + TELLS,
                     "police references by console", id="references-on-a-screen"),
        pytest.param(SMTP + TO_DATA + TELLS, "would tell police references to 1 of 1 mailboxes "
                     "outside smtp.reference_domains; name only", id="references-to-no-domain"),
        pytest.param(SMTP + DOMAINS + TO_DATA.replace('example"]', 'example", "d@a.stoke.example"]')
                     + TELLS, "to 1 of 2 mailboxes outside smtp.reference_domains",
                     id="references-to-a-domain-below"),
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
        pytest.param('[notify]\nmail_template = "letter"\n', "notify.mail_template",
                     id="no-template-id"),
        pytest.param('[notify]\nurl = "http://notify.example"\n', "notify.url", id="no-tls"),
        pytest.param('[routes.data]\nchannel = "smtp"\naddresses = ["a@b"]\n'
                     'reference = "subject"\n', "routes.data.reference",
                     id="a-reference-in-the-subject"),
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
