"""The units of the small council: systemd takes them, they are shut, and what they start runs."""

import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from schemas.key_files import load_keys
from tests.deploy.units import UNITS, allowed_calls, values
from tests.programs import ROOT, Program, ask
from tests.scraped import scraped
from tests.servers.required import require_program

KINDS = {".service", ".timer"}
SERVICES = sorted(file.name for file in UNITS.glob("*.service"))
UNIT_FILES = sorted(file.name for file in UNITS.glob("*.*") if file.suffix in KINDS)
EXPOSURE_AT_MOST = 20
"""In tenths. Source: the issue, exposure of at most 2.0."""

EXTRACT = ROOT / "tests" / "data" / "niche_extract.csv"
PLACES = re.compile(r"(?<![\w.])/(?=(?:etc/danm|srv/danm|var/(?:lib|backups|tmp))\b)")
PROGRAMS = {"/opt/danm/bin/danm": "consumer", "/opt/danm/bin/python": None}
"""What a unit starts; None: what it runs stands behind it."""


@pytest.fixture(scope="module", autouse=True)
def _systemd() -> None:
    require_program("systemd-analyze", debian_package="systemd")


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A folder that stands for the root of a machine on which small-council.md was followed."""
    for folder in ("etc/danm", "var/lib/danm", "var/backups/danm", "var/tmp", "srv/danm/police"):
        (tmp_path / folder).mkdir(parents=True)
    load_keys(tmp_path / "etc/danm")
    shutil.copy(ROOT / "deploy/mappings/niche.toml", tmp_path / "etc/danm/police.toml")
    settings = (UNITS / "danm.toml").read_text(encoding="utf-8")
    (tmp_path / "etc/danm/danm.toml").write_text(on(tmp_path, settings), encoding="utf-8")
    return tmp_path


def on(machine: Path, text: str) -> str:
    """Return what stands in a unit with its paths on that machine."""
    return PLACES.sub(f"{machine}/", text.replace("%d", "/etc/danm/keys"))


def environment(machine: Path, unit: str) -> dict[str, str]:
    told = (on(machine, value).partition("=") for value in values(unit, "Environment"))
    return {name: value for name, _, value in told}


def start(machine: Path, unit: str) -> Program:
    """Start what the unit starts, with the same settings, under what it shuts off."""
    named, *arguments = shlex.split(on(machine, values(unit, "ExecStart")[0]))
    program = PROGRAMS[named] or arguments.pop(0).replace("/opt/danm", str(ROOT))
    return Program.start(
        machine,
        unit,
        ":".join(on(machine, place) for place in written_by(unit)),
        program,
        *arguments,
        module=("tests.deploy.shut_off",),
        env=environment(machine, unit) | {"DANM_LOG_FORMAT": "json", "DANM_HTTP__PORT": "0"},
    )


def written_by(unit: str) -> list[str]:
    """Return the folders that a unit lets its program write to."""
    own = [f"/var/lib/{name}" for name in values(unit, "StateDirectory")]
    assert values(unit, "ProtectSystem") == ["strict"]
    assert values(unit, "PrivateTmp") == ["yes"]
    return [*own, *values(unit, "ReadWritePaths"), "/var/tmp"]  # noqa: S108 - a private one


def taken_files(machine: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(machine / "var/lib/danm/danm.sqlite")) as connection:
        return connection.execute("SELECT name, state FROM files").fetchall()


def take_in_the_extract(machine: Path, monitor: Program) -> None:
    monitor.until_it_runs()
    (machine / "srv/danm/police/last-night.csv").write_bytes(EXTRACT.read_bytes())
    (machine / "srv/danm/police/last-night.done").touch()
    monitor.until(lambda: taken_files(machine) != [], "the file is taken")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The root of a machine with systemd's own units, ours, and the programs that they start."""
    root = tmp_path_factory.mktemp("root")
    shutil.copytree("/usr/lib/systemd/system", root / "usr/lib/systemd/system", symlinks=True)
    shutil.copytree(UNITS, root / "etc/systemd/system")
    (root / "opt/danm/bin").mkdir(parents=True)
    for program in PROGRAMS:
        (root / program[1:]).touch(mode=0o755)
    return root


def found_by_systemd(root: Path, *asked: str) -> tuple[int, str]:
    done = subprocess.run(
        ["systemd-analyze", f"--root={root}", "--no-pager", "--man=no", *asked],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize("unit", UNIT_FILES)
def test_systemd_finds_nothing_wrong_with_a_unit(root: Path, unit: str) -> None:
    assert found_by_systemd(root, "verify", unit) == (0, "")


@pytest.mark.parametrize("unit", SERVICES)
def test_a_unit_is_exposed_as_little_as_asked(root: Path, unit: str) -> None:
    how = ("--offline=true", f"--threshold={EXPOSURE_AT_MOST}")

    code, told = found_by_systemd(root, "security", *how, unit)

    assert code == 0, told[-200:]


def test_each_timer_has_its_service() -> None:
    timers = {file.stem for file in UNITS.glob("*.timer")}

    assert timers == {file.removesuffix(".service") for file in SERVICES} - {"danm"}


@pytest.mark.integration
def test_the_monitor_takes_the_nightly_file_under_all_that_its_unit_shuts_off(
    machine: Path,
) -> None:
    with start(machine, "danm.service") as monitor:
        take_in_the_extract(machine, monitor)
        health = ask(f"{monitor.web}/healthz")
        own = Path(f"/proc/{monitor.process.pid}")
        status, mounts = ((own / name).read_text() for name in ("status", "mountinfo"))
        code = monitor.stop()

    assert taken_files(machine) == [("last-night.csv", "taken")]
    assert (machine / "srv/danm/police/taken/last-night.csv").is_file()
    assert health == (200, "alive\n")
    assert " / / ro," in mounts or os.geteuid() != 0
    assert "NoNewPrivs:\t1\n" in status
    assert "Seccomp:\t2\n" in status  # by a filter
    assert code == 0
    assert "made on first use" not in monitor.stderr


@pytest.mark.integration
def test_backup_drill_purge_and_audit_do_their_work_under_all_that_their_units_shut_off(
    machine: Path,
) -> None:
    with start(machine, "danm.service") as monitor:
        take_in_the_extract(machine, monitor)
        with start(machine, "danm-backup.service") as backup:
            kept = backup.ended()
        with start(machine, "danm-drill.service") as drill:
            proven = drill.ended()
        with start(machine, "danm-purge.service") as purge:
            purged = purge.ended()
        with start(machine, "danm-audit.service") as audit:
            verified = audit.ended()
        told = scraped(ask(f"{monitor.web}/metrics")[1].encode())

    assert (kept, proven, purged, verified) == (0, 0, 0, 0)
    assert told.values["danm_backup_last_success_timestamp_seconds"]
    assert told.values["danm_audit_trail_verified_timestamp_seconds"]
    assert "the keys here find and open 6 cases" in drill.stdout
    names = sorted(one.suffix for one in (machine / "var/backups/danm").iterdir())
    assert names == [".json", ".sqlite"]


@pytest.mark.integration
def test_the_command_for_people_knows_the_settings_and_keys_of_the_service(machine: Path) -> None:
    with start(machine, "danm.service") as monitor:
        take_in_the_extract(machine, monitor)
    script = on(machine, (UNITS / "danm").read_text(encoding="utf-8"))
    script = script.replace("/opt/danm/bin/danm", f"{sys.executable} -m consumer")

    shown = {
        asked: subprocess.run(
            ["sh", "-c", script, "danm", asked],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for asked in ("check", "waiting")
    }

    assert f"{machine}/etc/danm/keys/hmac.key" in shown["check"]
    assert "Stoke-on-Trent  medium" in shown["waiting"]
    assert not (machine / "var/lib/danm/keys").exists()


def test_the_command_for_people_is_sound_shell() -> None:
    shellcheck = require_program("shellcheck", debian_package="shellcheck")

    subprocess.run([shellcheck, UNITS / "danm"], check=True)


@pytest.mark.integration
def test_a_wrong_setting_ends_the_unit_for_good_and_anything_else_starts_it_again(
    machine: Path,
) -> None:
    (machine / "etc/danm/danm.toml").write_text('mode = "loud"\n')

    with start(machine, "danm.service") as monitor:
        code = monitor.ended()

    assert values("danm.service", "RestartPreventExitStatus") == [str(code)] == ["2"]
    assert values("danm.service", "Restart") == ["always"]


def test_what_is_shut_off_is_really_forbidden() -> None:
    allowed = allowed_calls("danm.service")

    assert {"read", "openat", "connect", "clock_adjtime"} <= allowed
    assert not {"mount", "ptrace", "reboot", "init_module", "setuid", "settimeofday"} & allowed


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes accounts")
def test_accounts_and_folders_are_made_as_the_unit_needs_them(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    for tool, *how in (("sysusers",), ("tmpfiles", "--create")):
        program = require_program(f"systemd-{tool}", debian_package="systemd")
        told = UNITS / f"danm.{tool}.conf"
        subprocess.run([program, f"--root={tmp_path}", *how, told], check=True)

    passwd = (tmp_path / "etc/passwd").read_text(encoding="utf-8").splitlines()
    accounts = {line.split(":")[0]: int(line.split(":")[2]) for line in passwd}
    drop, keys = (tmp_path / one for one in ("srv/danm/police", "etc/danm/keys"))
    assert values("danm.service", "User") == ["danm"]
    assert {"danm", "danm-police"} <= set(accounts)
    assert (drop.stat().st_uid, oct(drop.stat().st_mode)) == (accounts["danm-police"], "0o42770")
    assert (keys.stat().st_uid, oct(keys.stat().st_mode)) == (0, "0o40700")
