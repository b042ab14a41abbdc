"""The image: what a linter finds, what goes in, and its build and start by hand without Docker."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from consumer.settings_reference import variables as settings_variables
from tests.deploy.dockerfile import CONTAINER, copied, health_check, said, variables
from tests.programs import ROOT, Program
from tests.servers.required import require_program

BUILD, FINAL = 0, 1


def test_a_linter_finds_nothing_in_the_dockerfile() -> None:
    hadolint = require_program("hadolint", debian_package="none: uv sync --group deploy")

    done = subprocess.run(
        [hadolint, CONTAINER / "Dockerfile"], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout) == (0, "")


def test_nothing_goes_to_the_builder_but_what_is_copied() -> None:
    lines = (CONTAINER / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    let_in = {line.removeprefix("!") for line in rules if line.startswith("!")}

    assert rules[0] == "*"
    assert let_in == {source for source, _ in copied()}
    assert [one for one in let_in if not (ROOT / one).exists()] == []


def test_the_program_is_nobody_special_and_its_settings_are_settings() -> None:
    own = {name for name in variables(FINAL) if name.startswith("DANM_")}

    assert said("USER", FINAL) == ["10001:10001"]
    assert own <= settings_variables()


@pytest.mark.integration
def test_what_the_dockerfile_builds_starts_and_is_found_alive(tmp_path: Path) -> None:
    """By the same commands in the same order, on this machine's own Python."""
    require_program("uv", debian_package="pipx, then pipx install uv")
    image = tmp_path / "opt/danm"
    built = variables(BUILD) | {"UV_PROJECT_ENVIRONMENT": str(image), "UV_PYTHON": sys.executable}
    own = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    for name in ("UV_LINK_MODE", "UV_NO_CACHE", "UV_COMPILE_BYTECODE"):
        del built[name]  # slower, and the same program
    build = tmp_path / "src"
    build.mkdir()
    for source, _ in copied():
        put(ROOT / source, build / source)
    for command in (one for one in said("RUN", BUILD) if one.startswith("uv sync")):
        subprocess.run(["sh", "-c", command], cwd=build, env=own | built, check=True)
    shutil.rmtree(build)

    with started(image, tmp_path) as danm:
        asked = [word.replace("http://127.0.0.1:9464", danm.web) for word in health_check()]
        alive = code_of(image, asked)
        danm.process.kill()
        danm.ended()

    assert (alive, code_of(image, asked)) == (0, 1)


def started(image: Path, folder: Path) -> Program:
    """Start the image's own program, and no source tree, where it may write to its data alone."""
    (folder / "data").mkdir()
    (folder / "in.ndjson").touch()
    env = {"DANM_HTTP__PORT": "0", "DANM_LOG_FORMAT": "json", "DANM_DATA_DIR": str(folder / "data")}
    out, err = folder / "out", folder / "err"
    with out.open("wb") as stdout, err.open("wb") as stderr:
        shut = [sys.executable, "-m", "tests.deploy.read_only_root", str(folder / "data"), "--"]
        danm = [str(image / "bin/danm"), *json.loads(said("CMD", FINAL)[0])]
        command = [*shut, *danm, str(folder / "in.ndjson")]
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=stdout, stderr=stderr)
    return Program(process, out, err)


def code_of(image: Path, asked: list[str]) -> int:
    command = [str(image / "bin" / asked[0]), *asked[1:]]
    return subprocess.run(command, check=False, stderr=subprocess.DEVNULL).returncode


def put(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy(source, target)
