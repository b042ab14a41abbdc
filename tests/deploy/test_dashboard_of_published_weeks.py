"""The optional dashboard of published weeks, asked of a real PostgreSQL by its own account."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.contract.accounts import Accounts, commands
from tests.deploy.dashboards import FOLDER, dashboard
from tests.servers.postgresql import PostgreSQL
from tests.servers.required import require_package

PUBLISHED = FOLDER.parent / "published"
FILE = PUBLISHED / "danm-published.json"
ACCOUNT = "danm_reporting"
STOKE = "E06000021"


def panels() -> dict[str, str]:
    """Return the question of each panel, by its title."""
    return {one["title"]: one["targets"][0]["rawSql"] for one in dashboard(FILE)["panels"]}


def asked(sql: str, **chosen: str) -> str:
    """Return a question as Grafana sends it: what was chosen is quoted as a text."""
    return re.sub(
        r"\$\{(\w+):sqlstring\}", lambda found: "'" + chosen[found[1]].replace("'", "''") + "'", sql
    )


@pytest.fixture(scope="module")
def accounts(
    postgresql_server: PostgreSQL, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Accounts]:
    made = Accounts(
        server=postgresql_server, name="danm_weeks_shown", folder=tmp_path_factory.mktemp("data")
    )
    for command in (*commands("Once"), *commands("Published figures")):
        made.type(command)
    made.do(
        "danm_writer",
        "INSERT INTO kept_weeks (week, force, local_authority, risk, notifications, in_time, late,"
        " cannot_tell, still_open, made_at) VALUES ('2026-11-16', 'staffordshire', 'E06000021',"
        " 'high', 47, 27, 8, 0, 12, '2026-11-23 06:00+00')",
    )
    yield made
    postgresql_server.drop(made.url("postgres"))


def rows(accounts: Accounts, title: str, **chosen: str) -> list[tuple[Any, ...]]:
    question = asked(panels()[title], **({"force": "staffordshire"} | chosen))
    return [tuple(row) for row in accounts.do(ACCOUNT, question)]


@pytest.mark.integration
def test_a_week_is_shown_as_it_was_known_before_the_meeting(accounts: Accounts) -> None:
    shown = rows(accounts, "Each week, all risks together", meeting="2026-11-25")

    assert shown == [("2026-11-16", STOKE, 45, 25, 10, 0, 10, 56)]
    assert rows(accounts, "Each week, all risks together", meeting="2026-11-23") == []


@pytest.mark.integration
def test_the_grades_stand_apart_from_the_whole(accounts: Accounts) -> None:
    shown = rows(accounts, "Each week, by risk", meeting="2026-11-25")

    assert shown == [("2026-11-16", STOKE, "high", 45, 25, 10, 0, 10, 56)]


@pytest.mark.integration
def test_the_line_is_the_share_of_each_council(accounts: Accounts) -> None:
    ((time, council, percent),) = rows(
        accounts, "Told in time, of all notifications of a week", meeting="2026-11-25"
    )

    assert (time.date().isoformat(), council, percent) == ("2026-11-16", STOKE, 56)


@pytest.mark.integration
@pytest.mark.parametrize("title", panels())
def test_where_the_reader_gives_no_day_it_is_today(accounts: Accounts, title: str) -> None:
    assert rows(accounts, title, meeting="") == rows(accounts, title, meeting="9999-01-01")


@pytest.mark.integration
@pytest.mark.parametrize("title", panels())
def test_another_force_is_not_shown(accounts: Accounts, title: str) -> None:
    assert rows(accounts, title, meeting="2026-11-25", force="x' OR 'a' = 'a") == []


def test_the_file_is_what_the_code_writes() -> None:
    require_package("grafana_foundation_sdk", group="deploy")
    from deploy.grafana.build import PUBLISHED as PAGES
    from deploy.grafana.build import outdated
    from deploy.grafana.page import Site
    from schemas.policy_file import load_policy

    assert outdated(Site(policy=load_policy(None)), PUBLISHED, PAGES) == []


@pytest.mark.parametrize("panel", dashboard(FILE)["panels"], ids=lambda panel: panel["title"])
def test_a_count_that_is_not_shown_is_said_to_be_hidden(panel: dict[str, Any]) -> None:
    (mapping,) = panel["fieldConfig"]["defaults"]["mappings"]

    assert mapping["options"]["match"] == "null+nan"
    assert mapping["options"]["result"]["text"] == "hidden"
    assert panel["description"].startswith("Counts notifications")


def test_grafana_asks_as_the_account_that_reads_nothing_else() -> None:
    yaml = require_package("yaml", group="deploy")

    (source,) = yaml.safe_load((PUBLISHED / "datasource.yaml").read_text())["datasources"]

    assert source["user"] == ACCOUNT
    assert source["jsonData"]["sslmode"] == "verify-full"
    asked_of = {one["datasource"]["type"] for one in dashboard(FILE)["panels"]}
    assert asked_of == {source["type"]}
