"""The scripts of other programs: an older one that lacks steps, a newer one that has one more."""

import shutil
from pathlib import Path

from schemas import migrating

FIRST = "0001_first"
STEPS = sorted((migrating.SCRIPTS / "versions").glob("[0-9]*.py"))
NEWEST = STEPS[-1].stem

LATER = "0099_later"
A_LATER_STEP = f'''
import sqlalchemy as sa
from alembic import op

revision = "{LATER}"
down_revision = "{NEWEST}"


def upgrade():
    op.add_column("cases", sa.Column("later", sa.Integer))
    op.create_table("laters", sa.Column("name", sa.String(8), primary_key=True))
'''


def first_program(folder: Path) -> Path:
    """The program that knew the first step only."""
    scripts = _own(folder / "first")
    for step in (scripts / "versions").glob("[0-9]*.py"):
        if step.stem != FIRST:
            step.unlink()
    return scripts


def later_program(folder: Path, *, then: str = "") -> Path:
    """A program with one step more; ``then`` is what the step does at its end."""
    scripts = _own(folder / "later")
    (scripts / "versions" / f"{LATER}.py").write_text(f"{A_LATER_STEP}    {then}\n")
    return scripts


def _own(folder: Path) -> Path:
    return shutil.copytree(migrating.SCRIPTS, folder, ignore=shutil.ignore_patterns("__pycache__"))
