"""Keys: what they hash, seal and name, and which files are fit to hold them."""

import hashlib
import hmac
import logging
import re
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.key_files import is_open_to_others, load_keys, make_private_folder
from schemas.keys import HANDLE_LETTERS, KeyRing, KeyTrouble, SealBroken, Subject, handle

OLD, NEW = b"o" * 32, b"n" * 32
CASE, OTHER_CASE = b"c" * 32, b"d" * 32

references = st.from_regex(r"[A-Z0-9._:/-]{1,64}", fullmatch=True)


def ring(*keys: bytes) -> KeyRing:
    return KeyRing(hmac_keys=keys, seal_keys=keys)


def key_file(path: Path, content: bytes = OLD.hex().encode() + b"\n", mode: int = 0o600) -> Path:
    path.write_bytes(content)
    path.chmod(mode)
    return path


@given(reference=references)
def test_a_case_key_is_the_hmac_of_sort_and_reference(reference: str) -> None:
    expected = hmac.digest(NEW, f"danm/reference\0{reference}".encode(), "sha256")

    assert ring(NEW).reference_key(reference) == expected


def test_the_same_text_as_reference_child_and_household_gives_three_keys() -> None:
    keys = {ring(NEW).key(subject, "12345") for subject in Subject}

    assert len(keys) == len(Subject)


def test_look_ups_try_the_newest_key_first_and_then_the_older_ones() -> None:
    rolled = ring(NEW, OLD)

    assert rolled.reference_keys("STF-1") == (
        ring(NEW).reference_key("STF-1"),
        ring(OLD).reference_key("STF-1"),
    )
    assert rolled.reference_key("STF-1") == ring(NEW).reference_key("STF-1")


@given(plain=st.binary(max_size=100))
def test_what_was_sealed_opens_in_its_own_context(plain: bytes) -> None:
    keys = ring(NEW)

    assert keys.open_sealed(keys.seal(plain, CASE), CASE) == plain


def test_the_newest_key_seals_and_older_ones_still_open() -> None:
    sealed_before = ring(OLD).seal(b"STF-1", CASE)
    sealed_now = ring(NEW, OLD).seal(b"STF-1", CASE)

    assert ring(NEW, OLD).open_sealed(sealed_before, CASE) == b"STF-1"
    assert ring(NEW).open_sealed(sealed_now, CASE) == b"STF-1"


def test_the_same_reference_sealed_twice_looks_different() -> None:
    keys = ring(NEW)

    assert keys.seal(b"STF-1", CASE) != keys.seal(b"STF-1", CASE)


def test_a_seal_of_one_case_does_not_open_for_another() -> None:
    sealed = ring(NEW).seal(b"STF-1", CASE)

    with pytest.raises(SealBroken, match="belongs to another case"):
        ring(NEW).open_sealed(sealed, OTHER_CASE)


@given(place=st.integers(min_value=5, max_value=37))
def test_a_seal_changed_in_any_byte_does_not_open(place: int) -> None:
    sealed = bytearray(ring(NEW).seal(b"STF-1", CASE))
    sealed[place] ^= 1

    with pytest.raises(SealBroken):
        ring(NEW).open_sealed(bytes(sealed), CASE)


def test_a_seal_cut_short_does_not_open() -> None:
    with pytest.raises(SealBroken):
        ring(NEW).open_sealed(b"\x01short", CASE)


def test_a_seal_whose_key_is_gone_says_what_to_add() -> None:
    with pytest.raises(KeyTrouble, match="add its file to the seal keys"):
        ring(NEW).open_sealed(ring(OLD).seal(b"STF-1", CASE), CASE)


@pytest.mark.parametrize(
    ("keys", "fact"),
    [
        pytest.param((), "no HMAC key", id="none"),
        pytest.param((b"short",), "has not 32 bytes", id="too-short"),
        pytest.param((NEW, NEW), "stands there twice", id="the-same-twice"),
    ],
)
def test_an_unfit_ring_is_refused(keys: tuple[bytes, ...], fact: str) -> None:
    with pytest.raises(KeyTrouble, match=fact):
        ring(*keys)


def test_a_ring_does_not_show_its_keys() -> None:
    assert "nnnn" not in repr(ring(NEW))


@given(case_key=st.binary(min_size=32, max_size=32), attempt=st.integers(0, 5))
def test_a_case_code_is_seven_signs_that_are_not_taken_for_others(
    case_key: bytes, attempt: int
) -> None:
    code = handle(case_key, attempt)

    assert re.fullmatch(f"[{HANDLE_LETTERS}]{{3}}-[{HANDLE_LETTERS}]{{4}}", code)
    assert not set("01OISZBGAEU") & set(HANDLE_LETTERS)
    assert handle(case_key, attempt) == code


def test_a_case_code_has_at_least_thirty_bits() -> None:
    assert len(set(HANDLE_LETTERS)) ** 7 >= 2**30


def test_a_code_that_is_taken_gives_way_to_another_at_the_next_attempt() -> None:
    assert len({handle(CASE, attempt) for attempt in range(10)}) == 10


def test_a_case_code_stays_the_same_in_every_version() -> None:
    assert handle(hashlib.sha256(b"a case").digest()) == "YTM-VMHQ"


def test_keys_are_made_on_first_use_closed_to_others_with_one_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    data_dir = tmp_path / "danm-data"

    with caplog.at_level(logging.WARNING):
        first = load_keys(data_dir)
        again = load_keys(data_dir)

    assert again.reference_keys("STF-1") == first.reference_keys("STF-1")
    assert again.open_sealed(first.seal(b"STF-1", CASE), CASE) == b"STF-1"
    files = sorted((data_dir / "keys").iterdir())
    assert [file.name for file in files] == ["hmac.key", "seal.key"]
    assert [stat.S_IMODE(file.stat().st_mode) for file in files] == [0o600, 0o600]
    assert stat.S_IMODE((data_dir / "keys").stat().st_mode) == 0o700
    assert stat.S_IMODE(data_dir.stat().st_mode) == 0o700
    assert [record.levelname for record in caplog.records] == ["WARNING"]


def test_two_installations_make_different_keys(tmp_path: Path) -> None:
    one, other = load_keys(tmp_path / "one"), load_keys(tmp_path / "other")

    assert one.reference_key("STF-1") != other.reference_key("STF-1")


def test_all_who_start_at_once_get_the_same_keys(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        rings = list(pool.map(load_keys, [tmp_path / "danm-data"] * 8))

    assert len({keys.reference_key("STF-1") for keys in rings}) == 1
    assert all(keys.open_sealed(rings[0].seal(b"STF-1", CASE), CASE) for keys in rings)


def test_configured_files_are_used_newest_first_and_no_key_is_made(tmp_path: Path) -> None:
    new = key_file(tmp_path / "2026.key", NEW.hex().encode())
    old = key_file(tmp_path / "2025.key", OLD.hex().upper().encode() + b"\r\n")

    keys = load_keys(tmp_path / "danm-data", [new, old], [new])

    assert keys.reference_keys("STF-1") == ring(NEW, OLD).reference_keys("STF-1")
    assert not (tmp_path / "danm-data").exists()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660, 0o610])
def test_a_key_file_open_to_others_is_refused_with_the_mend(tmp_path: Path, mode: int) -> None:
    file = key_file(tmp_path / "hmac.key", mode=mode)

    with pytest.raises(KeyTrouble, match=f"chmod 600 {re.escape(str(file))}"):
        load_keys(tmp_path, [file], [file])


@pytest.mark.parametrize(
    ("content", "fact"),
    [
        pytest.param(b"", "holds nothing", id="empty"),
        pytest.param(b" \n", "holds nothing", id="only-white-space"),
        pytest.param(b"ab" * 31, "holds 62 characters", id="too-short"),
        pytest.param(b"ab" * 33, "holds 66 characters", id="too-long"),
        pytest.param(b"zz" * 32, "not 64 hexadecimal digits", id="not-hexadecimal"),
        pytest.param(bytes(range(200, 232)), "holds 32 characters", id="raw-bytes"),
    ],
)
def test_a_key_file_of_the_wrong_form_is_refused_without_showing_it(
    tmp_path: Path, content: bytes, fact: str
) -> None:
    file = key_file(tmp_path / "hmac.key", content)

    with pytest.raises(KeyTrouble, match=fact) as refused:
        load_keys(tmp_path, [file], [file])

    assert str(file) in str(refused.value)
    assert "zz" not in str(refused.value)


@pytest.mark.parametrize("name", [pytest.param("gone.key", id="missing"), "."])
def test_a_key_file_that_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    file = tmp_path / name

    with pytest.raises(KeyTrouble, match=re.escape(f"key file {file} cannot be read")):
        load_keys(tmp_path, [file], [file])


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "a-file").write_text("")

    with pytest.raises(KeyTrouble, match="a-file"):
        make_private_folder(tmp_path / "a-file" / "danm-data")


@pytest.mark.parametrize(
    ("mode", "owner", "reader", "is_open"),
    [
        pytest.param(0o600, 990, 990, False, id="our-own-and-closed"),
        pytest.param(0o440, 990, 990, True, id="our-own-and-open-to-a-group"),
        pytest.param(0o440, 0, 990, False, id="handed-over-by-systemd-or-kubernetes"),
        pytest.param(0o460, 0, 990, True, id="handed-over-and-its-group-may-change-it"),
        pytest.param(0o444, 0, 990, True, id="handed-over-to-everybody"),
        pytest.param(0o440, 0, 0, True, id="roots-own-and-open-to-a-group"),
    ],
)
def test_a_secret_that_root_hands_over_may_be_read_by_the_group_it_is_for(
    mode: int, owner: int, reader: int, is_open: bool
) -> None:
    assert is_open_to_others(mode, owner=owner, reader=reader) is is_open
