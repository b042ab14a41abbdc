"""A new version and the way back, with the real program of before, as deploy/upgrade.md says it."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from schemas.migrating import SCRIPTS
from tests.command_line import Ended, danm
from tests.deploy.installation import Installation
from tests.deploy.test_backup import NIGHT
from tests.programs import ROOT
from tests.servers.required import require_program

pytestmark = pytest.mark.integration

PACKAGES = ("alerts", "consumer", "reviews", "schemas")
DONE, WRONG = 0, 2
AS_OF = ("--as-of", "2026-06-15T09:00:00Z")
NEWEST = sorted((SCRIPTS / "versions").glob("[0-9]*.py"))[-1]


@dataclass(frozen=True)
class Earlier:
    """The program as it was just before the newest step of the tables."""

    folder: Path

    def danm(self, site: Installation, *arguments: str, url: str | None = None) -> Ended:
        where = ("--config", str(site.config), "--database", url or site.url)
        return danm(*arguments, *where, at=site.folder, PYTHONPATH=str(self.folder))


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Earlier:
    git = str(require_program("git", debian_package="git"))
    before = _commit_before(git)
    if before is None:
        pytest.skip("the commit before the newest step of the tables is not here")
    folder = tmp_path_factory.mktemp("earlier")
    packed = folder / "earlier.tar"
    for command in (
        [git, "-c", f"safe.directory={ROOT}", "archive", f"--output={packed}", before, *PACKAGES],
        [sys.executable, "-m", "tarfile", "-e", str(packed), str(folder)],
    ):
        subprocess.run(command, cwd=ROOT, check=True)
    assert not (folder / NEWEST.relative_to(ROOT)).exists()
    return Earlier(folder)


def _commit_before(git: str) -> str | None:
    """Return the commit before the newest step; None in a copy without that history."""
    added = _asked(git, "log", "--diff-filter=A", "--format=%H", "-1", "--", str(NEWEST))
    return _asked(git, "rev-parse", "--quiet", "--verify", f"{added}~1") if added else None


def _asked(git: str, *words: str) -> str | None:
    asked = [git, "-c", f"safe.directory={ROOT}", *words]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() or None if done.returncode == DONE else None


def test_an_upgrade_waits_for_a_person_and_the_backup_of_before_leads_back(
    site: Installation, earlier: Earlier, new_place: str
) -> None:
    assert earlier.danm(site, "replay", NIGHT).code == DONE
    before = earlier.danm(site, "waiting", "--format", "json", *AS_OF)

    too_early = site.danm("waiting")
    taken = site.backup("take", "--to", site.backups)
    upgraded = site.danm("db", "upgrade")
    after = site.danm("waiting", "--format", "json", *AS_OF)
    too_late = earlier.danm(site, "waiting")
    back = site.backup("restore", site.backups, "--database", new_place)
    rolled_back = earlier.danm(site, "waiting", "--format", "json", *AS_OF, url=new_place)

    assert (too_early.code, too_late.code) == (WRONG, WRONG)
    assert "is older than this program" in too_early.err
    assert "run: danm db upgrade" in too_early.err
    assert "is newer than this program" in too_late.err
    assert [taken.returncode, upgraded.code, back.returncode] == [DONE] * 3
    assert before.lines == rolled_back.lines != []
    assert [one["handle"] for one in after.lines] == [one["handle"] for one in before.lines]
