"""The API keeps what its own description promises, tried by a program that reads it."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from starlette.types import ASGIApp

from alerts.flat import TABLES
from schemas.database import Database
from tests.browser.board_room import BoardRoom
from tests.browser.test_api import SECRET, with_tokens
from tests.contract.a_weekend import MONDAY, WEEKEND, at
from tests.model.sentences import utc
from tests.replays.both import a_database
from tests.replays.ours import replay_ours
from tests.servers.required import require_package

schemathesis = require_package("schemathesis", group="oracle")
checks = require_package("schemathesis.specs.openapi.checks", group="oracle")

EXAMPLES = 12


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ASGIApp]:
    folder = tmp_path_factory.mktemp("api")
    opened: Database = a_database(f"sqlite:///{folder / 'danm.sqlite'}")
    replay_ours(opened, WEEKEND, until=utc(MONDAY))
    yield with_tokens(BoardRoom(opened, at(MONDAY))).app()
    opened.close()


@pytest.fixture(scope="module")
def described(app: ASGIApp) -> Any:
    return schemathesis.openapi.from_asgi(
        "/api/v1/openapi.json", app, headers={"Authorization": f"Bearer {SECRET}"}
    )


@pytest.mark.parametrize("name", [*TABLES, "dictionary"])
def test_each_answer_is_as_the_description_says(described: Any, name: str) -> None:
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(described[f"/{name}"]["GET"].as_strategy())
    def holds(case: Any) -> None:
        # Whoever asks without a token often is asked to wait: `test_api` asks once for each list.
        case.call_and_validate(
            headers={"Authorization": f"Bearer {SECRET}"}, excluded_checks=[checks.ignored_auth]
        )

    holds()


def test_every_list_is_described(described: Any) -> None:
    assert {f"/{name}" for name in (*TABLES, "dictionary")} == set(described)
