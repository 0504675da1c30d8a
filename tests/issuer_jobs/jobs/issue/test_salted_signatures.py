"""A salted signature is made once per version, whatever happens to the slice."""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from credential_core.proofs import Algorithm, SignatureCheck
from issuer_jobs.jobs.issue.salted_signatures import SaltedSignatures
from issuer_jobs.signing.signer import Signer
from issuer_jobs.verifying.native import check_signature

_PKCS8 = rsa.generate_private_key(65_537, 2_048).private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
SALTED = Signer.from_secret("did:india", _PKCS8, Algorithm.PS256)


def test_a_slice_that_is_done_again_has_the_signatures_of_the_first_attempt(tmp_path: Path) -> None:
    first, again = SaltedSignatures(tmp_path), SaltedSignatures(tmp_path)
    first.begin(3)
    signature = first.remembering(SALTED).sign(b"message")
    first.keep(3)
    again.begin(3)
    assert again.remembering(SALTED).sign(b"message") == signature
    assert check_signature(SignatureCheck(Algorithm.PS256, SALTED.public_key, b"message", signature))
    again.begin(4)
    assert again.remembering(SALTED).sign(b"message") != signature


def test_what_was_not_kept_is_signed_anew(tmp_path: Path) -> None:
    first, again = SaltedSignatures(tmp_path), SaltedSignatures(tmp_path)
    first.begin(0)
    signature = first.remembering(SALTED).sign(b"message")
    again.begin(0)
    assert again.remembering(SALTED).sign(b"message") != signature


def test_signers_without_salt_stay_as_they_are(tmp_path: Path) -> None:
    signer = Signer.from_secret("key", bytes(32))
    signatures = SaltedSignatures(tmp_path)
    assert signatures.remembering(signer) is signer
    signatures.keep(0)
    assert not list(tmp_path.iterdir())
