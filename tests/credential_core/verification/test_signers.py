"""Who signed: only keys of the trust list count, each with its own algorithm, and all that share an id are tried."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from credential_core.errors import MalformedInputError
from credential_core.formats.signed import Scheme, SignedStatement, Subject
from credential_core.proofs import Algorithm
from credential_core.report import CheckName, Outcome
from credential_core.resources import Resources
from credential_core.trust import TrustEntry, TrustKey, TrustList
from credential_core.verification.examination import Examination
from credential_core.verification.signers import Signer, find_signer
from issuer_jobs.verifying.native import answer_all
from tests.builders import NOW, RESOURCES
from tests.signers import a_signer

MESSAGE = b"what is signed"


@dataclass(frozen=True)
class Signature:
    key_id: str
    value: bytes
    algorithms: frozenset[Algorithm]
    created: datetime | None = None
    damaged: bool = False

    def message(self, _algorithm: Algorithm, _resources: Resources) -> bytes:
        if self.damaged:
            raise MalformedInputError("dropped_term")
        return MESSAGE


def a_signature(algorithm: Algorithm = Algorithm.ES256, number: int = 1, key_id: str = "kid") -> Signature:
    return Signature(key_id, a_signer(algorithm, number).sign(MESSAGE), frozenset({algorithm}))


def a_key(algorithm: Algorithm = Algorithm.ES256, number: int = 1, key_id: str = "kid") -> TrustKey:
    return TrustKey(key_id, algorithm, a_signer(algorithm, number).multikey, frozenset(Subject))


def an_entry(*keys: TrustKey, scheme: Scheme = Scheme.HCERT, issuer: str = "XA") -> TrustEntry:
    return TrustEntry(issuer, f"Ministry of {issuer}", issuer, keys, scheme=scheme)


def examined(
    *signatures: Signature, entries: tuple[TrustEntry, ...], scheme: Scheme = Scheme.HCERT, issuer: str = "XA"
) -> tuple[Examination, Signer | None]:
    trust = TrustList(1, NOW, NOW + timedelta(days=1), {(entry.scheme, entry.issuer): entry for entry in entries})
    examination = Examination(trust, RESOURCES, NOW)
    statement = SignedStatement("test", scheme, Subject.VACCINATION, issuer, signatures, payload={})
    return examination, answer_all(find_signer(examination, statement), lambda _path: None)


def codes(examination: Examination) -> tuple[str, str]:
    return examination.checks[CheckName.TRUST].code, examination.checks[CheckName.SIGNATURE].code


def test_every_key_that_shares_an_id_is_tried() -> None:
    """HCERT's ids are eight bytes: another country's key may have the same (hcert_spec §3.3.2)."""
    entries = (an_entry(a_key(number=2), a_key(number=3)), an_entry(a_key(number=1), issuer="XB"))
    examination, signer = examined(a_signature(), entries=entries)
    assert codes(examination) == ("ok", "ok")
    assert signer is not None and signer.signed and signer.entry.issuer == "XB"


def test_no_key_with_another_id_is_tried() -> None:
    examination, signer = examined(a_signature(), entries=(an_entry(a_key(key_id="other")),))
    assert codes(examination) == ("key_unknown", "no_key") and signer is None


@pytest.mark.parametrize("scheme", [Scheme.SMART_HEALTH_CARD, Scheme.VERIFIABLE_CREDENTIAL])
def test_elsewhere_a_key_belongs_to_its_issuer(scheme: Scheme) -> None:
    entries = (an_entry(a_key(), scheme=scheme, issuer="https://other.example"),)
    examination, signer = examined(a_signature(), entries=entries, scheme=scheme, issuer="https://issuer.example")
    assert codes(examination) == ("issuer_unknown", "no_key") and signer is None


@pytest.mark.parametrize("scheme", [scheme for scheme in Scheme if scheme is not Scheme.HCERT])
def test_a_key_vouches_within_its_scheme_only(scheme: Scheme) -> None:
    examination, signer = examined(a_signature(), entries=(an_entry(a_key(), scheme=scheme),))
    assert codes(examination) == ("issuer_unknown", "no_key") and signer is None


def test_the_keys_own_algorithm_decides() -> None:
    signature = Signature("kid", a_signer(Algorithm.ES256).sign(MESSAGE), frozenset({Algorithm.PS256}))
    examination, signer = examined(signature, entries=(an_entry(a_key()),))
    assert codes(examination) == ("ok", "algorithm_mismatch")
    assert signer is not None and not signer.signed


def test_a_wrong_signature() -> None:
    examination, signer = examined(a_signature(number=2), entries=(an_entry(a_key()),))
    assert codes(examination) == ("ok", "signature_mismatch")
    assert signer is not None and not signer.signed


def test_a_document_that_cannot_be_signed() -> None:
    signature = Signature("kid", bytes(64), frozenset({Algorithm.ES256}), damaged=True)
    examination, _ = examined(signature, entries=(an_entry(a_key()),))
    assert codes(examination) == ("ok", "dropped_term")


def test_an_unsound_key_of_the_list_proves_nothing() -> None:
    unsound = TrustKey("kid", Algorithm.ES256, a_signer(Algorithm.ED25519).multikey, frozenset(Subject))
    examination, signer = examined(a_signature(), entries=(an_entry(unsound),))
    assert examination.outcome(CheckName.SIGNATURE) is Outcome.UNKNOWN
    assert signer is not None and not signer.signed


@pytest.mark.parametrize("unsound_first", [True, False])
def test_a_key_that_cannot_be_tried_may_be_the_one_that_signed(unsound_first: bool) -> None:
    unsound = TrustKey("kid", Algorithm.ES256, a_signer(Algorithm.ED25519).multikey, frozenset(Subject))
    keys = [unsound, a_key(number=2)] if unsound_first else [a_key(number=2), unsound]
    examination, _ = examined(a_signature(), entries=(an_entry(*keys),))
    assert codes(examination) == ("ok", "public_key")
    assert codes(examined(a_signature(), entries=(an_entry(*keys, a_key()),))[0]) == ("ok", "ok")


def test_several_signatures_must_all_be_good() -> None:
    entries = (an_entry(a_key(), a_key(number=2, key_id="second")),)
    good, other = a_signature(), a_signature(number=2, key_id="second")
    bad, foreign = a_signature(number=3, key_id="second"), a_signature(number=9, key_id="unknown")
    assert codes(examined(good, other, entries=entries)[0]) == ("ok", "ok")
    assert codes(examined(good, bad, entries=entries)[0]) == ("ok", "signature_mismatch")
    examination, signer = examined(foreign, good, entries=entries)
    assert (codes(examination), examination.warnings) == (("ok", "ok"), ["proof_not_checked"])
    assert signer is not None and signer.signature is good
    assert codes(examined(entries=entries)[0]) == ("key_unknown", "no_signature")


@pytest.mark.parametrize("number", [1, 2])
def test_a_did_key_shows_its_own_key_but_nobody_vouches_for_it(number: int) -> None:
    multikey = a_signer(Algorithm.ED25519).multikey
    key_id = f"did:key:{multikey}#{multikey}"
    signature = a_signature(Algorithm.ED25519, number, key_id)
    examination, signer = examined(signature, entries=(), scheme=Scheme.VERIFIABLE_CREDENTIAL)
    assert codes(examination) == ("issuer_unknown", "ok" if number == 1 else "signature_mismatch")
    assert signer is None


@pytest.mark.parametrize("forged_first", [True, False])
def test_a_did_key_does_not_stand_in_for_a_key_that_could_not_be_tried(forged_first: bool) -> None:
    """Anybody can sign with a key of his own beside a signature that an engine cannot check."""
    unsound = TrustKey("kid", Algorithm.ES256, a_signer(Algorithm.ED25519).multikey, frozenset(Subject))
    multikey = a_signer(Algorithm.ED25519, 2).multikey
    forged, own = a_signature(number=9), a_signature(Algorithm.ED25519, 2, f"did:key:{multikey}#{multikey}")
    signatures = (forged, own) if forged_first else (own, forged)
    entry = an_entry(unsound, scheme=Scheme.VERIFIABLE_CREDENTIAL)
    examination, _ = examined(*signatures, entries=(entry,), scheme=Scheme.VERIFIABLE_CREDENTIAL)
    assert examination.outcome(CheckName.SIGNATURE) is Outcome.UNKNOWN


@pytest.mark.parametrize("key_id", ["did:key:z6Mk#z6Mk", "did:key:z6Mk", "did:key:#", "did:keyz#z"])
def test_what_is_no_did_key(key_id: str) -> None:
    signature = a_signature(Algorithm.ED25519, key_id=key_id)
    examination, _ = examined(signature, entries=(), scheme=Scheme.VERIFIABLE_CREDENTIAL)
    assert codes(examination) == ("issuer_unknown", "no_key")
