"""Webhooks, tried on real https servers."""

import hmac
import json
from collections.abc import Iterator
from contextlib import suppress

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from alerts.channels import PermanentFailure, TemporaryFailure
from alerts.channels.calls import NotAllowed, allowed_url
from tests.contract.parcels import parcel
from tests.contract.to_servers import KEY, url, webhook
from tests.servers.mail_server import free_port
from tests.servers.tls import Authority, new_authority


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return new_authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def receiver(authority: Authority) -> Iterator[HTTPServer]:
    with HTTPServer("localhost", 0, ssl_context=authority.serving("localhost")) as server:
        yield server


def test_the_alert_arrives_signed_and_in_the_form_of_the_contract(
    receiver: HTTPServer, authority: Authority
) -> None:
    receiver.expect_request("/alerts", method="POST").respond_with_data("thanks")

    webhook(receiver.port, authority).send(parcel(url(receiver.port)))

    ((request, _),) = receiver.log
    told = json.loads(request.data)
    assert told == {
        "alert_id": "0d5e8b5e-3a3d-5e1e-9a64-6a1c2d7c9a10",
        "kind": "wait",
        "rung": "breach",
        "clock": "duty",
        "due_at": "2026-06-13T22:10:00Z",
        "raised_at": "2026-06-13T22:10:00Z",
        "delivery": "now",
        "handle": "K7M-4QXR",
        "local_authority": "E06000021",
        "risk": "high",
        "youngest": "0-3",
        "children": 2,
        "reason": "due",
        "recipients": ["edt", "mash_manager"],
        "subject": parcel().text.subject,
        "text": parcel().text.body,
    }
    timestamp = request.headers["Danm-Timestamp"]
    expected = hmac.new(KEY, timestamp.encode() + b"." + request.data, "sha256").hexdigest()
    assert request.headers["Danm-Signature"] == f"v1={expected}"
    assert timestamp == "1781388602"
    assert request.headers["Idempotency-Key"] == "0d5e8b5e-3a3d-5e1e-9a64-6a1c2d7c9a10"
    assert request.headers["Content-Type"] == "application/json"
    assert request.headers["Host"] == f"localhost:{receiver.port}"


def test_a_copy_in_place_of_others_and_a_test_say_so(
    receiver: HTTPServer, authority: Authority
) -> None:
    receiver.expect_request("/alerts").respond_with_data("")
    hook = webhook(receiver.port, authority)

    hook.send(parcel(url(receiver.port), instead="refused"))
    hook.send(parcel(url(receiver.port), is_test=True))

    (one, _), (other, _) = receiver.log
    assert json.loads(one.data)["instead"] == "refused"
    assert one.headers["Idempotency-Key"].endswith(".refused")
    assert json.loads(other.data)["test"] is True


def test_the_whole_secret_path_and_query_are_asked_for(
    receiver: HTTPServer, authority: Authority
) -> None:
    receiver.expect_request("/a/b", query_string="sig=x%2Fy&v=1").respond_with_data("")

    webhook(receiver.port, authority).send(parcel(url(receiver.port, "/a/b?sig=x%2Fy&v=1")))

    receiver.check_assertions()


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_any_2xx_accepts(receiver: HTTPServer, authority: Authority, status: int) -> None:
    receiver.expect_request("/alerts").respond_with_data("", status=status)

    webhook(receiver.port, authority).send(parcel(url(receiver.port)))


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 410, 422])
def test_a_refusal_is_permanent(receiver: HTTPServer, authority: Authority, status: int) -> None:
    receiver.expect_request("/alerts").respond_with_data("no", status=status)

    with pytest.raises(PermanentFailure, match=f"the webhook answers {status}"):
        webhook(receiver.port, authority).send(parcel(url(receiver.port)))


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_trouble_of_the_moment_is_temporary(
    receiver: HTTPServer, authority: Authority, status: int
) -> None:
    receiver.expect_request("/alerts").respond_with_data("no", status=status)

    with pytest.raises(TemporaryFailure, match=f"the webhook answers {status}") as failed:
        webhook(receiver.port, authority).send(parcel(url(receiver.port)))

    assert failed.value.retry_after is None


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(
    receiver: HTTPServer, authority: Authority, status: int
) -> None:
    elsewhere = {"Location": url(receiver.port, "/elsewhere")}
    receiver.expect_request("/alerts").respond_with_data("", status=status, headers=elsewhere)

    with pytest.raises(PermanentFailure, match=f"answers {status}"):
        webhook(receiver.port, authority).send(parcel(url(receiver.port)))

    assert len(receiver.log) == 1


def test_a_certificate_for_another_name_is_refused(authority: Authority) -> None:
    other = authority.serving("hooks.other.example")
    with (
        HTTPServer("localhost", 0, ssl_context=other) as server,
        pytest.raises(TemporaryFailure, match="certificate does not hold: Hostname mismatch"),
    ):
        webhook(server.port, authority).send(parcel(url(server.port)))

    assert server.log == []


def test_a_certificate_of_an_authority_we_do_not_know_is_refused(
    receiver: HTTPServer, authority: Authority
) -> None:
    with pytest.raises(TemporaryFailure, match="certificate does not hold"):
        webhook(receiver.port, authority, ca_file=None).send(parcel(url(receiver.port)))

    assert receiver.log == []


def test_a_host_that_leads_to_a_private_address_gets_nothing(
    receiver: HTTPServer, authority: Authority
) -> None:
    with pytest.raises(TemporaryFailure, match="private address that is not allowed"):
        webhook(receiver.port, authority, networks=()).send(parcel(url(receiver.port)))

    assert receiver.log == []


@pytest.mark.parametrize(
    "address",
    ["10.0.0.1", "127.0.0.1", "169.254.169.254", "192.168.0.1", "::1", "::ffff:10.0.0.1",
     "fe80::1%eth0", "fd00::1", "100.64.0.1", "224.0.0.1"],
)  # fmt: skip
def test_inner_addresses_are_refused_unless_listed(address: str, authority: Authority) -> None:
    assert not webhook(1, authority, networks=())._caller.is_allowed(address)


@pytest.mark.parametrize("address", ["51.140.0.1", "2a01:111::1"])
def test_public_addresses_are_allowed(address: str, authority: Authority) -> None:
    assert webhook(1, authority, networks=())._caller.is_allowed(address)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("http://hooks.example/a", "begin with https", id="not-private"),
        pytest.param("ftp://hooks.example/a", "begin with https", id="not-http"),
        pytest.param("https:///a", "begin with https", id="no-host"),
        pytest.param("hooks.example", "begin with https", id="no-scheme"),
        pytest.param("https://evil.example/a", "not in the list", id="another-host"),
        pytest.param("https://hooks.example.evil.example/", "not in the list", id="looks-alike"),
        pytest.param("https://evil.example/?hooks.example", "not in the list", id="in-the-query"),
        pytest.param("https://hooks.example:8443/a", "not in the list", id="another-port"),
        pytest.param("https://hooks.example:444444/a", "cannot be read", id="no-such-port"),
        pytest.param("https://hooks.example@evil.example/", "a user or a", id="a-user"),
        pytest.param("https://a:b@hooks.example/", "a user or a", id="a-password"),
        pytest.param("https://hooks.example/a#b", "a user or a fragment", id="a-fragment"),
        pytest.param("https://hooks.example/a\r\nX: y", "must not", id="a-header-in-it"),
        pytest.param("https://hooks.example/a b", "must not", id="a-space"),
        pytest.param("https://höoks.example/a", "must not", id="other-letters"),
        pytest.param("https://[::1/", "cannot be read", id="half-an-address"),
    ],
)
def test_a_url_that_is_not_allowed_is_refused_without_showing_it(text: str, words: str) -> None:
    with pytest.raises(NotAllowed, match=words) as refused:
        allowed_url(text, {"hooks.example"})

    assert "example" not in str(refused.value)


@pytest.mark.parametrize(
    "text",
    ["https://hooks.example", "https://HOOKS.example:443/a?b=c", "https://own.example:8443/x"],
)
def test_a_url_on_an_allowed_host_and_port_may_be_used(text: str) -> None:
    allowed_url(text, {"hooks.example", "own.example:8443"})


def test_a_url_that_is_not_allowed_is_given_up_at_once(authority: Authority) -> None:
    with pytest.raises(PermanentFailure, match="not in the list of those allowed"):
        webhook(1, authority).send(parcel("https://evil.example/"))


def test_a_route_has_one_url(authority: Authority) -> None:
    for addresses in ((), (url(1), url(1))):
        with pytest.raises(PermanentFailure, match=f"the route has {len(addresses)} URLs"):
            webhook(1, authority).send(parcel(*addresses))


def test_a_receiver_that_is_not_there_is_tried_again(authority: Authority) -> None:
    port = free_port()

    with pytest.raises(TemporaryFailure, match="cannot be reached"):
        webhook(port, authority).send(parcel(url(port)))


def test_no_proxy_is_used(
    receiver: HTTPServer, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    receiver.expect_request("/alerts").respond_with_data("")

    webhook(receiver.port, authority).send(parcel(url(receiver.port)))

    assert len(receiver.log) == 1


def test_a_repeat_has_the_same_key_so_that_the_receiver_knows_it(
    receiver: HTTPServer, authority: Authority
) -> None:
    seen: list[str] = []

    def lose_the_first(request: Request) -> Response:
        seen.append(request.headers["Idempotency-Key"])
        return Response("", status=500 if len(seen) == 1 else 200)

    receiver.expect_request("/alerts").respond_with_handler(lose_the_first)
    hook = webhook(receiver.port, authority)
    with suppress(TemporaryFailure):
        hook.send(parcel(url(receiver.port)))

    hook.send(parcel(url(receiver.port)))

    assert len(seen) == 2
    assert len(set(seen)) == 1
