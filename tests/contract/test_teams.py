"""Cards for Microsoft Teams, tried on real https servers."""

import json
from collections.abc import Iterator

import pytest
from pytest_httpserver import HTTPServer

from alerts.channels import PermanentFailure, TemporaryFailure
from alerts.channels.teams import post_of
from alerts.wording import AlarmText
from tests.contract.parcels import TEXT, parcel
from tests.contract.to_servers import teams, url
from tests.servers.tls import Authority, new_authority


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return new_authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def workflow(authority: Authority) -> Iterator[HTTPServer]:
    with HTTPServer("localhost", 0, ssl_context=authority.serving("localhost")) as server:
        yield server


def test_a_card_arrives_in_the_form_that_a_workflow_posts(
    workflow: HTTPServer, authority: Authority
) -> None:
    workflow.expect_request("/alerts", method="POST").respond_with_data("", status=202)

    teams(workflow.port, authority).send(parcel(url(workflow.port)))

    ((request, _),) = workflow.log
    told = json.loads(request.data)
    (attached,) = told["attachments"]
    card = attached["content"]
    assert told["type"] == "message"
    assert attached["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert (card["type"], card["version"]) == ("AdaptiveCard", "1.4")
    assert card["fallbackText"] == TEXT.subject
    assert request.headers["Content-Type"] == "application/json"


def test_no_word_of_an_alarm_is_taken_for_markup() -> None:
    risky = AlarmText(subject="*Late*", body="[a](https://b.example) **c** <at>d</at>\n")

    card = post_of(parcel(text=risky))["attachments"][0]["content"]

    assert {block["type"] for block in card["body"]} == {"RichTextBlock"}
    assert {run["type"] for block in card["body"] for run in block["inlines"]} == {"TextRun"}
    assert card["body"][1]["inlines"][0]["text"] == risky.body.strip()


def test_a_second_card_bears_the_number_of_the_first(
    workflow: HTTPServer, authority: Authority
) -> None:
    workflow.expect_request("/alerts").respond_with_data("", status=202)
    channel = teams(workflow.port, authority)

    channel.send(parcel(url(workflow.port)))
    channel.send(parcel(url(workflow.port), may_be_repeat=True))

    (one, _), (other, _) = workflow.log
    assert one.data == other.data
    assert parcel().alert.alert_id in one.data.decode()


@pytest.mark.parametrize(
    ("status", "body", "is_accepted"),
    [
        pytest.param(202, "", True, id="as-a-workflow-answers"),
        pytest.param(202, '{"run": "08584"}', True, id="with-the-name-of-the-run"),
        pytest.param(200, "", True, id="a-plain-yes"),
        pytest.param(200, "1", False, id="as-the-old-connectors-answered"),
        pytest.param(200, "Microsoft Teams endpoint returned HTTP error 429", False, id="a-lie"),
    ],
)
def test_only_a_yes_without_other_words_accepts(
    workflow: HTTPServer, authority: Authority, status: int, body: str, is_accepted: bool
) -> None:
    workflow.expect_request("/alerts").respond_with_data(body, status=status)
    channel = teams(workflow.port, authority)

    if is_accepted:
        channel.send(parcel(url(workflow.port)))
    else:
        with pytest.raises(TemporaryFailure, match="answers 200 with words"):
            channel.send(parcel(url(workflow.port)))


@pytest.mark.parametrize("status", [301, 302, 307, 400, 401, 404, 410])
def test_a_refusal_or_a_redirect_is_permanent(
    workflow: HTTPServer, authority: Authority, status: int
) -> None:
    elsewhere = {"Location": url(workflow.port, "/elsewhere")}
    workflow.expect_request("/alerts").respond_with_data("", status=status, headers=elsewhere)

    with pytest.raises(PermanentFailure, match=f"the Teams workflow answers {status}"):
        teams(workflow.port, authority).send(parcel(url(workflow.port)))

    assert len(workflow.log) == 1


def test_a_card_that_teams_would_not_show_is_not_sent(
    workflow: HTTPServer, authority: Authority
) -> None:
    large = parcel(url(workflow.port), text=AlarmText(subject="s", body="x" * 30_000))

    with pytest.raises(PermanentFailure, match="larger than 28000 bytes"):
        teams(workflow.port, authority).send(large)

    assert workflow.log == []


def test_only_the_hosts_of_the_settings_are_reached(authority: Authority) -> None:
    with pytest.raises(PermanentFailure, match="host of the Teams workflow is not in the list"):
        teams(1, authority).send(parcel("https://evil.example/workflows?sig=secret"))
    with pytest.raises(TemporaryFailure, match="private address that is not allowed"):
        teams(1, authority, networks=()).try_out((url(1),))
