"""Issuers of other formats for the page's tests: what they sign lives now, and the trust list names their keys."""

import base64
import json
import zlib
from datetime import datetime, timedelta
from typing import Any

from credential_core.encodings.strict_json import JsonObject
from credential_core.formats.signed import Scheme, Subject
from credential_core.proofs import Algorithm
from credential_core.trust import TrustEntry, TrustKey
from tests import dcc_issuer
from tests.conformance import issuing
from tests.credential_core.formats.divoc import certificates as divoc_issuer
from tests.signers import a_signer

CARD_ISSUER = "https://card.example/issuer"
CARD_KEY_ID = "3Kfdg-XwP-7gXyywtUfUADwBumDOPKMQx-iELL11W9s"
DEGREE_ISSUER = f"did:key:{issuing.MULTIKEY}"

_HEALTH = frozenset({Subject.VACCINATION, Subject.TEST, Subject.RECOVERY})
_ES256 = a_signer(Algorithm.ES256)


def foreign_entries(now: datetime) -> tuple[TrustEntry, ...]:
    """The entry of each issuer, with keys that serve now."""
    dcc_key = dcc_issuer.a_trust_key(valid_from=now - timedelta(days=365), valid_until=now + timedelta(days=365))
    card_key = TrustKey(CARD_KEY_ID, Algorithm.ES256, _ES256.multikey, _HEALTH)
    degree_key = TrustKey(issuing.KEY_ID, Algorithm.ED25519, issuing.MULTIKEY, frozenset({Subject.CREDENTIAL}))
    divoc_keys = (divoc_issuer.a_trust_key(),)
    return (
        TrustEntry("AT", "Ministry of Health, Austria", "AT", (dcc_key,), scheme=Scheme.HCERT, source="A world list"),
        TrustEntry(CARD_ISSUER, "Lakeside Clinic", "US", (card_key,), scheme=Scheme.SMART_HEALTH_CARD),
        TrustEntry("did:india", "Government of India", "IN", divoc_keys, scheme=Scheme.DIVOC),
        TrustEntry(DEGREE_ISSUER, "Lakeside University", "US", (degree_key,)),
    )


def a_dcc_code(now: datetime, dcc: JsonObject | None = None, **changes: Any) -> bytes:
    """The text of an EU certificate's QR code, issued an hour ago."""
    times = {"iat": now - timedelta(hours=1), "exp": now + timedelta(days=170)}
    return dcc_issuer.a_dcc_text(dcc or dcc_issuer.a_dcc(), **times | changes)


def a_card(now: datetime, **changes: Any) -> bytes:
    """A SMART Health Card as a JWS, about two doses of one person."""
    patient = {
        "resourceType": "Patient",
        "name": [{"family": "Sharma", "given": ["Kavita"]}],
        "birthDate": "1985-04-12",
    }
    doses = [_immunization(day, lot) for day, lot in (("2021-01-01", "0000001"), ("2021-01-29", "0000007"))]
    entries = [
        {"fullUrl": f"resource:{number}", "resource": resource} for number, resource in enumerate([patient, *doses])
    ]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    types = [f"https://smarthealth.cards#{name}" for name in ("health-card", "immunization", "covid19")]
    credential = {"type": types, "credentialSubject": {"fhirVersion": "4.0.1", "fhirBundle": bundle}}
    payload = {"iss": CARD_ISSUER, "nbf": int((now - timedelta(days=1)).timestamp()), "vc": credential} | changes
    header = {"zip": "DEF", "alg": "ES256", "kid": CARD_KEY_ID}
    signed = b".".join([_base64url(_json(header)), _base64url(_deflate(_json(payload)))])
    return signed + b"." + _base64url(_ES256.sign(signed))


def _immunization(day: str, lot: str) -> JsonObject:
    return {
        "resourceType": "Immunization",
        "status": "completed",
        "vaccineCode": {"coding": [{"system": "http://hl7.org/fhir/sid/cvx", "code": "207"}]},
        "patient": {"reference": "resource:0"},
        "occurrenceDateTime": day,
        "performer": [{"actor": {"display": "Lakeside Clinic"}}],
        "lotNumber": lot,
    }


def card_codes(card: bytes, count: int = 1) -> list[bytes]:
    """A card as the texts of this many QR codes."""
    size = -(-len(card) // count)
    pieces = [card[start : start + size] for start in range(0, len(card), size)]
    headers = [b"shc:/" if count == 1 else b"shc:/%d/%d/" % (number, count) for number in range(1, count + 1)]
    numbers = (b"".join(b"%02d" % (character - 45) for character in piece) for piece in pieces)
    return [header + digits for header, digits in zip(headers, numbers, strict=True)]


def a_card_file(*cards: bytes) -> bytes:
    """A `.smart-health-card` file."""
    return _json({"verifiableCredential": [card.decode() for card in cards]})


def a_health_link(flag: str = "U") -> bytes:
    """A SMART Health Link; the address is nobody's."""
    secret = base64.urlsafe_b64encode(bytes(range(32))).rstrip(b"=").decode()
    content = {"url": f"https://link.example/{secret}", "key": secret, "flag": flag, "v": 1}
    return b"shlink:/" + _base64url(_json(content))


def a_divoc_certificate(**changes: Any) -> bytes:
    """DIVOC's certificate of a dose, as text."""
    return _json(divoc_issuer.signed(divoc_issuer.a_document(divoc_issuer.a_vaccination(**changes))))


def a_degree(now: datetime) -> bytes:
    """A verifiable credential that has nothing to do with health, as text."""
    document = {
        "@context": ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"],
        "type": ["VerifiableCredential", "ExampleDegreeCredential"],
        "issuer": DEGREE_ISSUER,
        "credentialSubject": {
            "id": "did:example:student",
            "degree": {"type": "ExampleBachelorDegree", "name": "Bachelor of Vaccination: VALID"},
        },
    }
    return _json(issuing.signed(document, now - timedelta(hours=1)))


def _json(document: JsonObject) -> bytes:
    return json.dumps(document, separators=(",", ":")).encode()


def _deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(9, wbits=-15)
    return packer.compress(data) + packer.flush()


def _base64url(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")
