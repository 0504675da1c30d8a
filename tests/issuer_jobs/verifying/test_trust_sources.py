from pathlib import Path

import pytest

from credential_core.trust import TRUST_LIST_PATH
from issuer_jobs.errors import InputError
from issuer_jobs.verifying.trust_sources import load_trust
from tests.builders import ISSUER, a_root_key, a_trust_list, an_issuer_key, public_key, publish

ROOT = (public_key(a_root_key()),)


def test_the_published_list_is_opened(tmp_path: Path) -> None:
    publish(tmp_path)
    assert set(load_trust(tmp_path, ROOT).entries) == {ISSUER}


def refusal(public: Path) -> str:
    with pytest.raises(InputError) as error:
        load_trust(public, ROOT)
    return str(error.value)


def test_no_list(tmp_path: Path) -> None:
    assert "cannot be read" in refusal(tmp_path)


@pytest.mark.parametrize(
    ("trust_list", "words"),
    [
        (a_trust_list(key=an_issuer_key()), "not signed by the trust root"),
        (a_trust_list(version=2), "Update divoc"),
        (b"<html>", "damaged"),
        (a_trust_list()[:-1], "damaged"),
        (b" " * 8_388_609, "trust_list_too_large"),
    ],
    ids=["forged", "newer", "garbage", "truncated", "too large"],
)
def test_lists_that_cannot_be_used(tmp_path: Path, trust_list: bytes, words: str) -> None:
    publish(tmp_path, trust_list=trust_list)
    assert words in refusal(tmp_path)


def test_a_folder_in_its_place(tmp_path: Path) -> None:
    (tmp_path / TRUST_LIST_PATH).mkdir(parents=True)
    assert "cannot be read" in refusal(tmp_path)
