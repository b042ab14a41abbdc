"""Who signs in to the board, as the settings say it: all of it, or nothing."""

from collections.abc import Mapping

import pytest

from consumer.board_settings import Board as BoardSettings
from consumer.boarding import sign_in_of
from tests.browser.board_room import NAME

WHOLE: Mapping[str, object] = {
    "public_url": f"https://{NAME}",
    "issuer": "https://login.example.gov.uk",
    "client_id": "danm",
    "client_secret_file": "secret",
    "people": [{"group": "a", "roles": ["edt"], "councils": "all"}],
}


@pytest.mark.parametrize("left_out", list(WHOLE))
def test_half_a_sign_in_is_refused(left_out: str) -> None:
    with pytest.raises(ValueError, match="none of them"):
        BoardSettings.model_validate({k: v for k, v in WHOLE.items() if k != left_out})


@pytest.mark.parametrize(
    "url", ["http://board.example", "https://u@board.example", "https://b.example/x", "board"]
)
def test_a_board_is_reached_by_https_at_a_name_of_its_own(url: str) -> None:
    with pytest.raises(ValueError, match="give"):
        BoardSettings.model_validate({**WHOLE, "public_url": url})


@pytest.mark.parametrize(
    ("roles", "given"),
    [
        pytest.param(["police"], {}, id="police-of-no-force"),
        pytest.param(["edt"], {"forces": ["staffordshire"]}, id="edt-of-a-force"),
        pytest.param(["police"], {"forces": ["west mercia"]}, id="no-code"),
    ],
)
def test_a_group_of_police_names_its_forces_and_no_other_group_does(
    roles: list[str], given: dict[str, object]
) -> None:
    group = {"group": "a", "roles": roles, "councils": "all", **given}

    with pytest.raises(ValueError, match="forces"):
        BoardSettings.model_validate({**WHOLE, "people": [group]})


def test_nothing_given_is_no_sign_in() -> None:
    assert sign_in_of(BoardSettings()) is None
