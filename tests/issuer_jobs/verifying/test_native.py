"""The driver: a library says True or False, and no path leads out of the public folder."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from credential_core.proofs import Algorithm, SignatureCheck
from issuer_jobs.verifying.native import check_signature, read_below
from tests.builders import an_issuer_key, public_key
from tests.signers import a_signer

KEY = public_key(an_issuer_key())
SIGNATURE = an_issuer_key().sign(b"message").signature


def asked(key: bytes = KEY, message: bytes = b"message", signature: bytes = SIGNATURE) -> bool:
    return check_signature(SignatureCheck(Algorithm.ED25519, key, message, signature))


def test_signatures() -> None:
    assert asked() is True
    assert asked(message=b"massage") is False
    assert asked(key=public_key(an_issuer_key("other"))) is False


@pytest.mark.parametrize(
    ("key", "signature"),
    [
        (b"", SIGNATURE),
        (KEY[:31], SIGNATURE),
        (KEY + b"\0", SIGNATURE),
        (KEY, b""),
        (KEY, SIGNATURE[:63]),
        (KEY, bytes(64)),
    ],
    ids=range(6),
)
def test_malformed_questions_are_answered_with_false(key: bytes, signature: bytes) -> None:
    assert asked(key=key, signature=signature) is False


def test_a_longer_signature_does_not_become_part_of_the_message() -> None:
    assert asked(signature=SIGNATURE + b"mess", message=b"age") is False


@pytest.mark.parametrize("algorithm", Algorithm)
def test_every_algorithm(algorithm: Algorithm) -> None:
    signer, other = a_signer(algorithm), a_signer(algorithm, 2)
    signature = signer.sign(b"message")
    question = SignatureCheck(algorithm, signer.public_key, b"message", signature)
    assert check_signature(question) is True
    flipped = bytes([signature[0] ^ 1]) + signature[1:]
    changed: list[dict[str, Any]] = [
        {"message": b"massage"},
        {"public_key": other.public_key},
        *({"signature": wrong} for wrong in (flipped, b"", signature[:-1], signature + b"\0", bytes(len(signature)))),
        *({"public_key": wrong} for wrong in (b"", signer.public_key[:-1], bytes(len(signer.public_key)))),
    ]
    for changes in changed:
        assert check_signature(replace(question, **changes)) is False


@pytest.mark.parametrize("algorithm", Algorithm)
@pytest.mark.parametrize("other", Algorithm)
def test_a_key_serves_its_own_algorithm_only(algorithm: Algorithm, other: Algorithm) -> None:
    signer = a_signer(algorithm)
    question = SignatureCheck(other, signer.public_key, b"message", signer.sign(b"message"))
    assert check_signature(question) is (algorithm is other)


@pytest.mark.parametrize("path", ["../secret", "a/../../secret", "/etc/hostname", "link", "missing", "", "a"])
def test_only_files_below_the_folder_are_read(tmp_path: Path, path: str) -> None:
    public = tmp_path / "public"
    (public / "a").mkdir(parents=True)
    (tmp_path / "secret").write_bytes(b"secret")
    (public / "link").symlink_to(tmp_path / "secret")
    assert read_below(public)(path) is None


def test_files_below_the_folder(tmp_path: Path) -> None:
    (tmp_path / "list.json").write_bytes(b"{}")
    assert read_below(tmp_path)("list.json") == b"{}"
