"""A small health authority for tests: it signs certificates and status lists and publishes them with a trust list."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from nacl.signing import SigningKey

from credential_core.certificate_id import encode_certificate_id
from credential_core.claims import (
    Address,
    Certificate,
    Facility,
    Identity,
    Person,
    StatusReference,
    Vaccination,
    Vaccine,
)
from credential_core.encodings.multibase import encode_ed25519_multikey, encode_multibase
from credential_core.encodings.strict_json import JsonObject, dump_json
from credential_core.formats.signed import Subject
from credential_core.formats.verifiable_credential.data_integrity import (
    ProofOptions,
    hash_document,
    hash_proof_options,
    signing_input,
)
from credential_core.formats.verifiable_credential.reader import CONTEXTS
from credential_core.formats.verifiable_credential.status_list_writer import StatusList, unsecured_status_list
from credential_core.formats.verifiable_credential.writer import secured_text, unsecured_document
from credential_core.limits import STATUS_LIST_ENTRIES
from credential_core.proofs import Algorithm
from credential_core.resources import CONTEXT_FILES, CREDENTIALS_V2, DOCUMENT_FILES, Resources
from credential_core.trust import TRUST_LIST_PATH, BitstringStatus, TrustEntry, TrustKey, TrustList
from issuer_jobs.publishing.trust_list import sign_trust_list
from issuer_jobs.signing.signer import Signer

CONTEXT_FOLDER = Path(__file__).parents[2] / "data" / "contexts"
CONTEXT_BYTES = {address: (CONTEXT_FOLDER / name).read_bytes() for address, name in CONTEXT_FILES.items()}
DOCUMENT_BYTES = {path: (CONTEXT_FOLDER.parent / path).read_bytes() for path in DOCUMENT_FILES}
RESOURCES = Resources.from_files(CONTEXT_BYTES, DOCUMENT_BYTES)

NAME = "कविता शर्मा"
NAME_LATIN = "Kavita Sharma"
BIRTH_DATE = date(1985, 4, 12)

_ISSUER = "did:web:health.example:i:health-ministry"
_KEY_ID = f"{_ISSUER}#key-1"
_BASE = "https://health.example/i/health-ministry/status/"
_PATH = "i/health-ministry/status/"
_LISTS = {"revocation": "2027q4-0-revocation.json", "suspension": "2027q4-0-suspension.json"}
_COVAXIN = Vaccine("COVAXIN", "Bharat Biotech", "COVID-19", "Inactivated virus vaccine", "XM1NL1", "502", "1156257007")


@dataclass(frozen=True, slots=True)
class Authority:
    """Signs and publishes as of `now` (aware UTC, whole seconds); equal seeds give equal keys.

    Its trust list names the `foreign` issuers, too.
    """

    now: datetime
    issuer_key: SigningKey = field(default_factory=lambda: SigningKey(b"issuer".ljust(32, b".")))
    root_key: SigningKey = field(default_factory=lambda: SigningKey(b"root".ljust(32, b".")))
    foreign: tuple[TrustEntry, ...] = ()

    @property
    def root_multikey(self) -> str:
        """The key to pin into a site."""
        return encode_ed25519_multikey(bytes(self.root_key.verify_key))

    def trust_root(self) -> JsonObject:
        """The trust root as `divoc keys init` writes it."""
        key = {"id": "root-1", "algorithm": "Ed25519", "public_key": self.root_multikey}
        return {"format": "divoc-trust-root", "version": 1, "keys": [key]}

    def certificate(self, index: int, **changes: object) -> Certificate:
        """A final certificate whose status stands at `index`."""
        issued_at = self.now - timedelta(days=3)
        certificate = Certificate(
            id=encode_certificate_id(index.to_bytes(16, "big")),
            version=1,
            issuer=_ISSUER,
            programme="india-domestic",
            issued_at=issued_at,
            valid_until=self.now + timedelta(days=700),
            person=_person(),
            event=_vaccination(2, issued_at.date() - timedelta(days=2)),
            status=StatusReference(_BASE + _LISTS["revocation"], _BASE + _LISTS["suspension"], index),
            earlier=(_vaccination(1, issued_at.date() - timedelta(days=40)),),
        )
        return replace(certificate, **changes)  # type: ignore[arg-type]

    def credential(self, certificate: Certificate, key_id: str = _KEY_ID) -> bytes:
        """The certificate as signed text."""
        assert certificate.issued_at is not None
        options = ProofOptions(key_id, certificate.issued_at)
        document = unsecured_document(certificate)
        return secured_text(document, options, self._signature(document, options, CONTEXTS))

    def publish(self, public: Path, revoked: Iterable[int] = (), lists_age: timedelta = timedelta(hours=3)) -> None:
        """Write trust list and status lists below `public`; lists are valid for a week from `lists_age` ago."""
        published_at = self.now - lists_age
        for purpose, name in _LISTS.items():
            bits = _bits(revoked if purpose == "revocation" else ())
            path = public / _PATH / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(self._status_list(_BASE + name, purpose, published_at, bits))
        trust_list = public / TRUST_LIST_PATH
        trust_list.parent.mkdir(parents=True, exist_ok=True)
        trust_list.write_bytes(self.trust_list(published_at))

    def trust_list(self, published_at: datetime, sequence: int = 1) -> bytes:
        """The signed trust list, valid for 90 days."""
        entries = (self._entry(published_at), *self.foreign)
        named = {(entry.scheme, entry.issuer): entry for entry in entries}
        trust = TrustList(sequence, published_at, published_at + timedelta(days=90), named)
        return sign_trust_list(trust, Signer.from_secret(self.root_multikey, bytes(self.root_key)))

    def _entry(self, published_at: datetime) -> TrustEntry:
        period = (self.now - timedelta(days=365), self.now + timedelta(days=365))
        uses = frozenset({Subject.VACCINATION, Subject.STATUS_LIST})
        multikey = encode_ed25519_multikey(bytes(self.issuer_key.verify_key))
        key = TrustKey(_KEY_ID, Algorithm.ED25519, multikey, uses, *period)
        status = BitstringStatus(_BASE, _PATH, dict.fromkeys(_LISTS.values(), published_at))
        return TrustEntry(_ISSUER, "Ministry of Health", "IN", (key,), status)

    def _status_list(self, address: str, purpose: str, published_at: datetime, bits: bytes) -> bytes:
        valid_until = published_at + timedelta(days=7)
        document = unsecured_status_list(StatusList(address, _ISSUER, purpose, published_at, valid_until, bits))
        options = ProofOptions(_KEY_ID, published_at)
        signature = self._signature(document, options, [CREDENTIALS_V2])
        proof = options.to_document() | {"proofValue": encode_multibase(signature)}
        return dump_json(document | {"proof": proof})

    def _signature(self, document: JsonObject, options: ProofOptions, contexts: list[str]) -> bytes:
        options_hash = hash_proof_options(RESOURCES.json_ld, options, contexts)
        message = signing_input(options_hash, hash_document(RESOURCES.json_ld, document))
        return bytes(self.issuer_key.sign(message).signature)


def _bits(positions: Iterable[int]) -> bytes:
    bits = bytearray(STATUS_LIST_ENTRIES // 8)
    for position in positions:
        bits[position >> 3] |= 0x80 >> (position & 7)
    return bytes(bits)


def _person() -> Person:
    return Person(
        reference="12345678901",
        name=NAME,
        name_latin=NAME_LATIN,
        gender="Female",
        birth_date=BIRTH_DATE,
        nationality="Indian",
        identity=Identity("aadhaar", "XXXXXXXX4821"),
        address=Address("14 Lake Road", None, "Pune", "Pune", "Maharashtra", "411001", "IN"),
    )


def _vaccination(dose: int, day: date) -> Vaccination:
    return Vaccination(
        vaccine=_COVAXIN,
        batch=f"37G21010{dose}",
        date=day,
        dose=dose,
        total_doses=2,
        country="IN",
        facility=Facility("District Hospital Pune", Address(district="Pune", state="Maharashtra", country="IN")),
        vaccinator="Dr. A. Rao",
    )
