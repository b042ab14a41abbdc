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


def test_nothing_given_is_no_sign_in() -> None:
    assert sign_in_of(BoardSettings()) is None
