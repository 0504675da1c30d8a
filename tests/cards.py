"""SMART Health Cards for tests: payloads, signatures, QR codes, and the issuer's keys, all as of `NOW`."""

import json
import zlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from credential_core.encodings.base64url import encode_base64url
from credential_core.encodings.multikey import KeyType, encode_multikey
from credential_core.encodings.numeric import encode_numeric
from credential_core.formats.signed import Scheme, Subject
from credential_core.proofs import Algorithm
from credential_core.report import Report
from credential_core.trust import StatusMechanism, TrustEntry, TrustKey, TrustList
from tests.builders import NOW
from tests.verdicts import judge

CARD_ISSUER = "https://cards.example/issuer"
CARD_KEY_ID = "3Kfdg-XwP-7gXyywtUfUADwBumDOPKMQx-iELL11W9s"
ISSUED = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)
HEALTH_CARD = "https://smarthealth.cards#health-card"
HEADER = {"zip": "DEF", "alg": "ES256", "kid": CARD_KEY_ID}
USES = frozenset({Subject.VACCINATION, Subject.TEST, Subject.CREDENTIAL})
_KEY = ec.derive_private_key(4_711, ec.SECP256R1())

Json = dict[str, Any]


def a_patient(**changes: Any) -> Json:
    """A patient as the profiles want one; a member that is None is left out."""
    patient = {
        "resourceType": "Patient",
        "name": [{"family": "Anyperson", "given": ["John", "B."]}],
        "birthDate": "1951-01-20",
    }
    return _changed(patient, changes)


def an_immunization(**changes: Any) -> Json:
    """One dose of a COVID-19 vaccine."""
    immunization = {
        "resourceType": "Immunization",
        "status": "completed",
        "vaccineCode": {"coding": [{"system": "http://hl7.org/fhir/sid/cvx", "code": "207"}]},
        "patient": {"reference": "resource:0"},
        "occurrenceDateTime": "2021-01-29",
        "performer": [{"actor": {"display": "ABC General Hospital"}}],
        "lotNumber": "0000007",
    }
    return _changed(immunization, changes)


def an_observation(**changes: Any) -> Json:
    """A negative antigen test."""
    observation = {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "94558-4"}]},
        "subject": {"reference": "resource:0"},
        "effectiveDateTime": "2021-02-17",
        "valueCodeableConcept": {"coding": [{"system": "http://snomed.info/sct", "code": "260415000"}]},
        "performer": [{"display": "ABC General Hospital"}],
    }
    return _changed(observation, changes)


def a_bundle(*resources: Json, **changes: Any) -> Json:
    """A bundle of resources, by default a patient and a dose."""
    entries = [
        {"fullUrl": f"resource:{index}", "resource": resource}
        for index, resource in enumerate(resources or (a_patient(), an_immunization()))
    ]
    return _changed({"resourceType": "Bundle", "type": "collection", "entry": entries}, changes)


def a_payload(bundle: Json | None = None, **changes: Any) -> Json:
    """The claims around a bundle."""
    subject = {"fhirVersion": "4.0.1", "fhirBundle": bundle or a_bundle()}
    payload = {
        "iss": CARD_ISSUER,
        "nbf": ISSUED.timestamp(),
        "vc": {"type": [HEALTH_CARD], "credentialSubject": subject},
    }
    return _changed(payload, changes)


def _changed(members: Json, changes: Mapping[str, Any]) -> Json:
    return {name: value for name, value in (members | dict(changes)).items() if value is not None}


def deflate(data: bytes) -> bytes:
    """Raw DEFLATE."""
    deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
    return deflater.compress(data) + deflater.flush()


def minified(value: Any) -> bytes:
    """JSON without whitespace."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def sign(payload: bytes, header: Mapping[str, Any] = HEADER, *, compressed: bool = False) -> bytes:
    """A card around any payload, deflated here unless it is already."""
    body = payload if compressed else deflate(payload)
    text = f"{encode_base64url(minified(header))}.{encode_base64url(body)}"
    r, s = decode_dss_signature(_KEY.sign(text.encode(), ec.ECDSA(SHA256(), deterministic_signing=True)))
    return f"{text}.{encode_base64url(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}".encode()


def a_card(payload: Json | None = None) -> bytes:
    """The compact JWS of a payload."""
    return sign(minified(payload or a_payload()))


def qr_codes(jws: bytes, count: int = 1) -> list[bytes]:
    """The texts of a card's QR codes."""
    text = jws.decode()
    if count == 1:
        return [b"shc:/" + encode_numeric(text).encode()]
    size = -(-len(text) // count)
    parts = [text[place : place + size] for place in range(0, len(text), size)]
    return [f"shc:/{index}/{count}/{encode_numeric(part)}".encode() for index, part in enumerate(parts, 1)]


def card_file(*cards: bytes) -> bytes:
    """A `.smart-health-card` file."""
    return minified({"verifiableCredential": [card.decode() for card in cards]})


@cache
def card_key() -> TrustKey:
    """The issuer's key as the trust list has it."""
    point = _KEY.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return TrustKey(CARD_KEY_ID, Algorithm.ES256, encode_multikey(KeyType.P256, point), USES)


def card_trust(
    issuer: str = CARD_ISSUER, keys: Sequence[TrustKey] | None = None, status: StatusMechanism | None = None
) -> TrustList:
    """A trust list of one issuer of cards."""
    entry = TrustEntry(
        issuer, "Example Clinic", "US", tuple(keys or [card_key()]), status, Scheme.SMART_HEALTH_CARD, "tests"
    )
    return TrustList(1, NOW - timedelta(days=1), NOW + timedelta(days=90), {(entry.scheme, entry.issuer): entry})


def judge_card(payload: bytes, trust: TrustList | None = None, now: datetime = NOW) -> Report:
    """The report on a card whose issuer is trusted."""
    return judge(payload, trust or card_trust(), {}, now)
