"""Credentials at rest: encrypted per person, the same bytes on every re-run, useless without the keys."""

from pathlib import Path

import pyarrow as pa
import pytest
from nacl.secret import SecretBox

from issuer_jobs.errors import SigningError
from issuer_jobs.ledger.personal_data import DataKeys, decrypt_credential, encrypt_credential

MASTER, PERSON = bytes(32), b"p" * 16


def _data_key(folder: Path) -> bytes:
    keys = DataKeys(folder, MASTER)
    return keys.unwrap(keys.make("2026-11-20/p", [PERSON])[PERSON])


def test_round_trip_and_determinism(tmp_path: Path) -> None:
    key = _data_key(tmp_path)
    ciphertext = encrypt_credential(key, b"text")
    assert ciphertext == encrypt_credential(key, b"text")
    assert decrypt_credential(key, ciphertext) == b"text"
    assert b"text" not in ciphertext


def test_two_texts_never_share_a_nonce(tmp_path: Path) -> None:
    key = _data_key(tmp_path)
    first, second = (encrypt_credential(key, text) for text in (b"text", b"tex7"))
    assert first[: SecretBox.NONCE_SIZE] != second[: SecretBox.NONCE_SIZE]


def test_altered_ciphertext_is_refused(tmp_path: Path) -> None:
    key = _data_key(tmp_path)
    ciphertext = encrypt_credential(key, b"text")
    with pytest.raises(SigningError):
        decrypt_credential(key, bytes([ciphertext[0] ^ 1]) + ciphertext[1:])


def test_a_person_keeps_the_key_of_the_first_run(tmp_path: Path) -> None:
    keys = DataKeys(tmp_path, MASTER)
    made = keys.make("2026-11-20/p", [PERSON])
    assert keys.find(pa.array([PERSON, b"x" * 16]), "2026-11-21/p") == made
    assert keys.find(pa.array([PERSON]), "2026-11-20/p") == {}, "a run that is planned anew makes its keys anew"


def test_another_master_key_does_not_open(tmp_path: Path) -> None:
    wrapped = DataKeys(tmp_path, MASTER).make("2026-11-20/p", [PERSON])[PERSON]
    with pytest.raises(SigningError, match="master key"):
        DataKeys(tmp_path, bytes([1]) * 32).unwrap(wrapped)
