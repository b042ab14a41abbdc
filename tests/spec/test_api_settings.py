"""Tokens of programs that fetch figures: in files of their own, each for its councils."""

from pathlib import Path

import pytest

from consumer.load_settings import WrongSettings, load_settings
from schemas.trouble import Trouble
from tests.browser.test_api import ALL, ELSEWHERE, OF_ELSEWHERE, OTHERS, SECRET
from tests.model.sentences import STOKE


def token_file(folder: Path, name: str = "county.token", held: str = SECRET) -> Path:
    path = folder / name
    path.write_text(f"{held}\n", encoding="ascii")
    path.chmod(0o600)
    return path


def settings_of(folder: Path, *tokens: tuple[Path, str]) -> Path:
    told = ", ".join(f'{{file = "{path}", councils = {councils}}}' for path, councils in tokens)
    config = folder / "danm.toml"
    config.write_text(f"[api]\ntokens = [{told}]\n", encoding="utf-8")
    return config


def test_tokens_stand_in_files_that_the_settings_name(tmp_path: Path) -> None:
    county, other = token_file(tmp_path), token_file(tmp_path, "elsewhere.token", OTHERS)
    config = settings_of(tmp_path, (county, '"all"'), (other, f'["{ELSEWHERE}"]'))

    assert load_settings(config).api.read() == (ALL, OF_ELSEWHERE)
    assert SECRET not in repr(load_settings(config).api.read())


@pytest.mark.parametrize("held", ["", "a" * 31, "a" * 513, "a" * 40 + " b"])
def test_a_file_without_a_token_is_refused(tmp_path: Path, held: str) -> None:
    api = load_settings(settings_of(tmp_path, (token_file(tmp_path, held=held), '"all"'))).api

    with pytest.raises(Trouble, match="holds no token; make one"):
        api.read()


def test_a_token_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = token_file(tmp_path)
    path.chmod(0o644)

    with pytest.raises(Trouble, match="open to others"):
        load_settings(settings_of(tmp_path, (path, '"all"'))).api.read()


def test_two_programs_have_two_tokens_with_two_names(tmp_path: Path) -> None:
    one, same = token_file(tmp_path), token_file(tmp_path, "other.token")
    api = load_settings(settings_of(tmp_path, (one, '"all"'), (same, f'["{STOKE}"]'))).api

    with pytest.raises(Trouble, match="the same token"):
        api.read()
    with pytest.raises(WrongSettings, match="name the files differently"):
        load_settings(settings_of(tmp_path, (one, '"all"'), (one, '"all"')))
