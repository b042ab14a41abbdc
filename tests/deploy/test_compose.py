"""The composed region: its file is sound, what it mounts exists, and what it starts is understood.

Docker does not run here: what these containers run by is run in test_tls_end_to_end.
"""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import typer

from consumer.commands import app
from consumer.load_settings import load_settings
from consumer.settings_reference import variables
from tests.deploy.composed import (
    COMPOSE,
    compose,
    environment,
    files_of,
    own_services,
    said_to,
    secrets_of,
    services,
)
from tests.deploy.dockerfile import said
from tests.programs import ROOT
from tests.servers.required import require_program

SECRET = re.compile(r"/(?:run/secrets|etc/prometheus)/[a-z_.-]+\.(?:pem|key|password|token)")
OF_THE_LASTING = set(secrets_of("serve").values())
CERTIFICATES = ROOT / "deploy" / "tls" / "certificates.sh"
WRITES_TO_ITS_ROOT = {"kafka", "postgresql"}
"""Their images' own start scripts do."""


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What certificates.sh makes."""
    folder = tmp_path_factory.mktemp("papers")
    subprocess.run([CERTIFICATES, folder], check=True)
    return folder


def test_the_file_keeps_to_the_compose_specification() -> None:
    checker = require_program("check-jsonschema", debian_package="none: uv sync --group deploy")

    done = subprocess.run(
        [checker, "--builtin-schema", "vendor.compose-spec", COMPOSE],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, ""), done.stdout


@pytest.mark.parametrize("service", services())
def test_what_a_service_mounts_exists(service: str) -> None:
    assert [file for file in files_of(service).values() if not file.exists()] == []


@pytest.mark.parametrize("service", services())
def test_a_service_is_given_the_secrets_that_it_reads_and_no_other(service: str) -> None:
    given = secrets_of(service)
    read = set(SECRET.findall(said_to(service)))
    if service in {"migrate", "topics", "purge"}:
        # The settings are those of all: each needs a part of them.
        read -= OF_THE_LASTING - set(given.values())

    assert set(given) <= set(compose()["secrets"])
    assert set(given.values()) == read


@pytest.mark.parametrize(
    ("service", "program", "package"),
    [
        pytest.param("prometheus", "prometheus", "prometheus", id="prometheus"),
        pytest.param(
            "alertmanager", "prometheus-alertmanager", "prometheus-alertmanager", id="alertmanager"
        ),
    ],
)
def test_who_watches_is_of_the_version_that_the_other_tests_run(
    service: str, program: str, package: str
) -> None:
    tried = require_program(program, debian_package=package)

    done = subprocess.run([tried, "--version"], capture_output=True, text=True, check=True)

    (version,) = re.findall(rf"^{service}, version (\d+\.\d+\.\d+)", done.stdout, re.MULTILINE)
    assert services()[service]["image"] == f"prom/{service}:v{version}"


def test_every_secret_is_made_by_the_script_for_certificates(papers: Path) -> None:
    made = {file.name for file in papers.iterdir()}

    assert {name for name in compose()["secrets"] if name not in made} == set()
    assert {one["file"] for one in compose()["secrets"].values()} == {
        f"./secrets/{name}" for name in compose()["secrets"]
    }


@pytest.mark.parametrize("service", [one for one in own_services() if one != "topics"])
def test_a_command_of_ours_is_one_that_danm_understands(service: str) -> None:
    option, file, *words = services()[service]["command"]

    found: Any = typer.main.get_group(app)
    for word in words:
        found = found.commands[word]

    assert (option, file in files_of(service)) == ("--config", True)


@pytest.mark.parametrize("service", own_services())
def test_settings_of_ours_are_settings(service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    given = {name: value for name, value in environment(service).items() if name[:5] == "DANM_"}
    for name, value in given.items():
        monkeypatch.setenv(name, value)

    settings = load_settings(files_of(service)["/etc/danm/danm.toml"])

    assert set(given) <= variables()
    assert [str(settings.http.port)] == said("EXPOSE")
    assert settings.database_url.startswith("postgresql+psycopg://danm_")


def test_each_process_of_the_monitor_has_a_name_of_its_own() -> None:
    names = [environment(one).get("DANM_INSTANCE") for one in ("consume-1", "consume-2", "watch")]
    serving = [one for one, told in services().items() if told.get("command", [""])[-1] == "serve"]

    assert len(set(names)) == 3
    assert serving == ["serve"]  # of two, growth over a window would be counted twice


@pytest.mark.parametrize("service", services())
def test_a_service_may_do_no_more_than_it_must(service: str) -> None:
    told = services()[service]

    assert told["cap_drop"] == ["ALL"]
    assert told["security_opt"] == ["no-new-privileges:true"]
    assert told["read_only"] is (service not in WRITES_TO_ITS_ROOT)
    assert "privileged" not in told
    assert not told["image"].endswith(":latest")
    assert ":" in told["image"]


def test_only_the_broker_and_the_web_are_reached_from_outside() -> None:
    open_ports = {name: told["ports"] for name, told in services().items() if "ports" in told}

    assert open_ports == {"kafka": ["9092:9092"], "web": ["443:443"]}
    assert compose()["networks"]["inside"] == {"internal": True}
    assert all("outside" in services()[name]["networks"] for name in open_ports)


def test_every_address_names_a_service_and_every_process_is_scraped() -> None:
    text = "\n".join(
        file.read_text()
        for name in services()
        for file in files_of(name).values()
        if file.is_file()
    )
    targets = (COMPOSE.parent / "targets" / "danm.yml").read_text(encoding="utf-8")

    assert "reverse_proxy serve:9464" in text
    assert "reverse_proxy grafana:3000" in text
    scraped = {one for one in own_services() if f'"{one}:9464"' in targets}
    assert scraped == {"consume-1", "consume-2", "watch", "serve"}


def test_prometheus_takes_its_rules_with_the_addresses_of_here(tmp_path: Path) -> None:
    promtool = require_program("promtool", debian_package="prometheus")
    mounted = files_of("prometheus")
    for place in sorted(mounted):  # the folder first, then what is laid over a part of it
        here = tmp_path / place.removeprefix("/etc/prometheus").lstrip("/")
        shutil.copytree(mounted[place], here, dirs_exist_ok=True)

    done = subprocess.run(
        [promtool, "check", "config", tmp_path / "prometheus.yml"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert sorted(mounted) == ["/etc/prometheus", "/etc/prometheus/targets"]
    assert "serve:9464" in (tmp_path / "targets" / "danm.yml").read_text(encoding="utf-8")


def test_its_topics_are_those_of_every_broker_but_for_the_copies() -> None:
    everywhere = tomllib.loads((ROOT / "deploy/kafka/topics.toml").read_text(encoding="utf-8"))
    here = tomllib.loads((COMPOSE.parent / "topics.toml").read_text(encoding="utf-8"))

    assert here == everywhere | {"replicas": 1}


def test_the_script_for_certificates_is_sound_shell() -> None:
    shellcheck = require_program("shellcheck", debian_package="shellcheck")

    subprocess.run([shellcheck, CERTIFICATES], check=True)
