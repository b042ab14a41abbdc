"""What a provider signed is believed only where every part of it holds."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from ipaddress import ip_network
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey
from pytest_httpserver import HTTPServer

from alerts.board.people import BoardRole
from alerts.board.sign_in_people import Group, person_of_claims
from alerts.board.sign_in_provider import Asked, NotBelieved, NotReached, Provider
from alerts.channels.calls import Caller, Reach
from schemas.moments import parse_instant

NOW = parse_instant("2026-11-25T09:00:00Z")
ASKED = Asked(state="s", nonce="n", verifier="v")
BACK = "https://board.example.gov.uk/board/sign-in/back"
OURS, OTHERS = (RSAKey.generate_key(2048, {"kid": "k"}) for _ in range(2))
SHARED = OctKey.import_key("a secret of the board, long enough to sign")

Claims = dict[str, Any]


@pytest.fixture
def server() -> Iterator[HTTPServer]:
    with HTTPServer("127.0.0.1", 0) as running:
        yield running


def provider(server: HTTPServer) -> Provider:
    reach = Reach(
        called="the sign-in provider",
        hosts=frozenset(),
        networks=(ip_network("127.0.0.0/8"),),
        time_out=timedelta(seconds=5),
    )
    return Provider(
        issuer=server.url_for("").rstrip("/"),
        client_id="danm",
        client_secret="a secret of the board, long enough to sign",
        caller=Caller(reach),
        now=lambda: NOW,
    )


def good(server: HTTPServer) -> Claims:
    at = int(NOW.timestamp())
    return {
        "iss": server.url_for("").rstrip("/"),
        "aud": "danm",
        "sub": "u-1",
        "nonce": "n",
        "iat": at,
        "exp": at + 300,
    }


def signed(claims: Claims) -> str:
    return jwt.encode({"alg": "RS256", "kid": "k"}, claims, OURS)


def told(server: HTTPServer, token: str, **described: str) -> Provider:
    """A provider that describes itself and answers with this token."""
    at = server.url_for("")
    page = {
        "issuer": at.rstrip("/"),
        "authorization_endpoint": f"{at}authorize",
        "token_endpoint": f"{at}token",
        "jwks_uri": f"{at}keys",
    }
    server.expect_request("/.well-known/openid-configuration").respond_with_json(page | described)
    server.expect_request("/token", method="POST").respond_with_json({"id_token": token})
    server.expect_request("/keys").respond_with_json(KeySet([OURS]).as_dict(private=False))
    return provider(server)


def test_a_token_that_holds_is_believed(server: HTTPServer) -> None:
    claims = told(server, signed(good(server))).claims("c", ASKED, BACK)

    assert claims["sub"] == "u-1"


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"iss": "https://another.example"}, id="another-issuer"),
        pytest.param({"aud": "another"}, id="another-client"),
        pytest.param({"aud": ["danm", "another"]}, id="shared-and-nobody-says-for-whom"),
        pytest.param({"azp": "another"}, id="made-for-another"),
        pytest.param({"nonce": "another"}, id="another-sign-in"),
        pytest.param({"nonce": None}, id="no-nonce"),
        pytest.param({"exp": int(NOW.timestamp()) - 61}, id="past-its-time"),
        pytest.param({"exp": None}, id="no-end"),
        pytest.param({"iat": int(NOW.timestamp()) + 3600}, id="from-the-future"),
        pytest.param({"sub": None}, id="nobody"),
    ],
)
def test_a_token_of_which_one_part_does_not_hold_is_not_believed(
    server: HTTPServer, changed: Claims
) -> None:
    claims = {name: one for name, one in (good(server) | changed).items() if one is not None}

    with pytest.raises(NotBelieved):
        told(server, signed(claims)).claims("c", ASKED, BACK)


@pytest.mark.parametrize(
    "forged",
    [
        pytest.param(
            lambda claims: jwt.encode({"alg": "RS256", "kid": "k"}, claims, OTHERS),
            id="by-another-key",
        ),
        pytest.param(
            lambda claims: jwt.encode({"alg": "HS256", "kid": "k"}, claims, SHARED),
            id="by-the-clients-secret",
        ),
        pytest.param(lambda claims: signed(claims).rpartition(".")[0] + ".", id="not-signed"),
        pytest.param(lambda claims: signed(claims)[:-6] + "AAAAAA", id="changed"),
        pytest.param(lambda _: "no token", id="no-token"),
        pytest.param(lambda _: "", id="nothing"),
    ],
)
def test_what_the_provider_did_not_sign_is_not_believed(
    server: HTTPServer, forged: Callable[[Claims], str]
) -> None:
    with pytest.raises(NotBelieved):
        told(server, forged(good(server))).claims("c", ASKED, BACK)


@pytest.mark.parametrize(
    "described",
    [
        {"issuer": "https://another.example"},
        {"token_endpoint": "file:///etc/passwd"},
        {"token_endpoint": "http://user@127.0.0.1/token"},
        {"jwks_uri": "http://[::1"},
        {"jwks_uri": "http://8.8.8.8/keys"},
    ],
)
def test_a_provider_that_describes_itself_wrongly_is_not_asked(
    server: HTTPServer, described: dict[str, str]
) -> None:
    with pytest.raises(NotReached):
        told(server, signed(good(server)), **described).claims("c", ASKED, BACK)


@pytest.mark.parametrize(("status", "trouble"), [(400, NotBelieved), (500, NotReached)])
def test_a_code_that_is_refused_is_not_taken_for_a_provider_that_is_away(
    server: HTTPServer, status: int, trouble: type[Exception]
) -> None:
    asked = told(server, "")
    server.clear()
    at = server.url_for("")
    page = {"issuer": at.rstrip("/"), "token_endpoint": f"{at}token", "jwks_uri": f"{at}keys"}
    server.expect_request("/.well-known/openid-configuration").respond_with_json(page)
    server.expect_request("/token").respond_with_json({"error": "x"}, status=status)

    with pytest.raises(trouble):
        asked.claims("c", ASKED, BACK)


STOKE, BOTH = frozenset({"E06000021"}), None
EDT = Group(name="edt", roles=frozenset({BoardRole.EDT}), councils=STOKE)
MANAGER = Group(name="manager", roles=frozenset({BoardRole.MASH}), councils=STOKE)
LOOKS = Group(name="looks", roles=frozenset({BoardRole.VIEWER}), councils=BOTH)


@pytest.mark.parametrize(
    ("held", "roles", "councils"),
    [
        (["edt"], {BoardRole.EDT}, STOKE),
        (["edt", "manager"], {BoardRole.EDT, BoardRole.MASH}, STOKE),
        (["looks", "edt"], {BoardRole.EDT}, STOKE),
        (["looks"], {BoardRole.VIEWER}, None),
        ("edt", {BoardRole.EDT}, STOKE),
    ],
)
def test_a_role_for_one_council_is_never_one_for_all(
    held: object, roles: set[BoardRole], councils: frozenset[str] | None
) -> None:
    claims = {"sub": "u-1", "groups": held}

    person = person_of_claims(claims, "groups", [EDT, MANAGER, LOOKS])

    assert person is not None
    assert set(person.roles) == roles
    assert person.councils == councils


def test_police_of_one_force_are_never_police_of_another() -> None:
    ours = Group(
        name="ours",
        roles=frozenset({BoardRole.POLICE}),
        councils=None,
        forces=frozenset({"staffordshire"}),
    )
    looks_everywhere = {"sub": "u-1", "groups": ["looks", "ours"]}

    person = person_of_claims(looks_everywhere, "groups", [ours, LOOKS])

    assert person is not None
    assert (person.roles, person.forces) == (ours.roles, ours.forces)


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "u-1"},
        {"sub": "u-1", "groups": ["EDT"]},
        {"sub": "u-1", "groups": {"edt": 1}},
        {"sub": "u-1", "groups": [["edt"]]},
        {"sub": "", "groups": ["edt"]},
        {"sub": "x" * 256, "groups": ["edt"]},
    ],
)
def test_whoever_is_in_no_group_of_ours_is_nobody_here(claims: dict[str, object]) -> None:
    assert person_of_claims(claims, "groups", [EDT]) is None
