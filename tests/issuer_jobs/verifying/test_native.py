"""The driver: libsodium says True or False, and no path leads out of the public folder."""

from pathlib import Path

import pytest

from credential_core.proofs import Algorithm, SignatureCheck
from issuer_jobs.verifying.native import check_signature, read_below
from tests.builders import an_issuer_key, public_key

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
