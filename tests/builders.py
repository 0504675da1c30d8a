"""A small health authority for tests: certificates, keys, credentials, trust and status lists, all as of `NOW`."""

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

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
from credential_core.encodings.members import format_time
from credential_core.encodings.multibase import encode_ed25519_multikey
from credential_core.encodings.strict_json import JsonObject, dump_json
from credential_core.formats.verifiable_credential.data_integrity import (
    ProofOptions,
    hash_document,
    hash_proof_options,
    signing_input,
)
from credential_core.formats.verifiable_credential.status_list_writer import StatusList, unsecured_status_list
from credential_core.formats.verifiable_credential.writer import secured_text, unsecured_document
from credential_core.limits import STATUS_LIST_ENTRIES
from credential_core.trust import PAYLOAD_TYPE, TRUST_LIST_PATH, pre_authentication_encoding
from issuer_jobs.packaged_data import load_resources

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
RESOURCES = load_resources()

ISSUER = "did:web:health.example:i:ministry"
KEY_ID = f"{ISSUER}#key-1"
STATUS_ADDRESS = "https://health.example/i/ministry/status/"
STATUS_PATH = "i/ministry/status/"
REVOCATION, SUSPENSION = "2028q4-0-revocation.json", "2028q4-0-suspension.json"
INDEX = 4_711

_COVAXIN = Vaccine("COVAXIN", "Bharat Biotech", "COVID-19", "Inactivated virus vaccine", "XM1NL1", "502", "1156257007")
_ADDRESS = Address("14 Lake Road", None, "Pune", "Pune", "Maharashtra", "411001", "IN")


def an_issuer_key(seed: str = "issuer") -> SigningKey:
    """An Ed25519 key; equal seeds give equal keys."""
    return SigningKey(seed.encode().ljust(32, b"."))


def a_root_key() -> SigningKey:
    """The key that signs trust lists."""
    return an_issuer_key("root")


def public_key(key: SigningKey) -> bytes:
    """Its 32 public bytes."""
    return bytes(key.verify_key)


def a_vaccination(**changes: Any) -> Vaccination:
    """The second of two doses."""
    vaccination = Vaccination(
        vaccine=_COVAXIN,
        batch="37G21010A",
        date=date(2026, 11, 20),
        dose=2,
        total_doses=2,
        country="IN",
        facility=Facility("Lake Road Clinic", _ADDRESS),
        vaccinator="Dr Meera Rao",
        effective_from=date(2026, 11, 20),
        effective_until=date(2027, 11, 20),
    )
    return replace(vaccination, **changes)


def a_certificate(**changes: Any) -> Certificate:
    """A final certificate with one earlier dose, issued yesterday."""
    certificate = Certificate(
        id=encode_certificate_id(bytes(range(16))),
        version=1,
        issuer=ISSUER,
        programme="india-domestic",
        issued_at=NOW - timedelta(days=1),
        valid_until=NOW + timedelta(days=700),
        person=Person(
            reference="12345678901",
            name="कविता शर्मा",
            name_latin="Kavita Sharma",
            gender="Female",
            birth_date=date(1985, 4, 12),
            nationality="Indian",
            identity=Identity("Aadhaar", "XXXXXXXX4821"),
            address=_ADDRESS,
        ),
        event=a_vaccination(),
        status=StatusReference(STATUS_ADDRESS + REVOCATION, STATUS_ADDRESS + SUSPENSION, INDEX),
        earlier=(a_vaccination(dose=1, date=date(2026, 10, 1), batch="37G20990B"),),
    )
    return replace(certificate, **changes)


def a_signed_credential(
    certificate: Certificate | None = None, key: SigningKey | None = None, key_id: str = KEY_ID
) -> bytes:
    """The credential text of a certificate, signed at its issuance."""
    certificate = certificate or a_certificate()
    assert certificate.issued_at is not None
    return a_signed_document(unsecured_document(certificate), ProofOptions(key_id, certificate.issued_at), key)


def a_signed_document(document: JsonObject, options: ProofOptions, key: SigningKey | None = None) -> bytes:
    """Any document, secured by `eddsa-rdfc-2022`."""
    message = signing_input(
        hash_proof_options(RESOURCES.json_ld, options, document["@context"]),
        hash_document(RESOURCES.json_ld, document),
    )
    return secured_text(document, options, (key or an_issuer_key()).sign(message).signature)


def a_status_list(
    purpose: str = "revocation",
    positions: Iterable[int] = (),
    key: SigningKey | None = None,
    created: datetime | None = None,
    **changes: Any,
) -> bytes:
    """A signed status list, an hour old and valid for a week, with bits set at `positions`."""
    name = REVOCATION if purpose == "revocation" else SUSPENSION
    published = NOW - timedelta(hours=1)
    status_list = StatusList(
        STATUS_ADDRESS + name, ISSUER, purpose, published, published + timedelta(days=7), a_bitstring(positions)
    )
    status_list = replace(status_list, **changes)
    options = ProofOptions(KEY_ID, created or status_list.valid_from)
    return a_signed_document(unsecured_status_list(status_list), options, key)


def a_bitstring(positions: Iterable[int], entries: int = STATUS_LIST_ENTRIES) -> bytes:
    """Bit 0 is the most significant bit of the first byte."""
    bits = bytearray(entries // 8)
    for position in positions:
        bits[position >> 3] |= 0x80 >> (position & 7)
    return bytes(bits)


def a_trust_key(key: SigningKey | None = None, **changes: Any) -> JsonObject:
    """A key in a trust entry, good for a year on both sides of `NOW`."""
    return {
        "id": KEY_ID,
        "algorithm": "Ed25519",
        "public_key": encode_ed25519_multikey(public_key(key or an_issuer_key())),
        "uses": ["vaccination", "status_list"],
        "valid_from": format_time(NOW - timedelta(days=365)),
        "valid_until": format_time(NOW + timedelta(days=365)),
    } | changes


def a_trust_entry(*keys: JsonObject, **changes: Any) -> JsonObject:
    """The issuer's entry; `status=None` leaves the status mechanism out."""
    lists = {name: format_time(NOW - timedelta(hours=1)) for name in (REVOCATION, SUSPENSION)}
    status = {
        "mechanism": "bitstring_status_list",
        "address": STATUS_ADDRESS,
        "path": STATUS_PATH,
        "lists": lists,
    }
    entry = {"issuer": ISSUER, "name": "Ministry of Health", "country": "IN", "status": status} | changes
    return {name: value for name, value in entry.items() if value is not None} | {
        "keys": list(keys or (a_trust_key(),))
    }


def a_trust_list(*entries: JsonObject, key: SigningKey | None = None, **changes: Any) -> bytes:
    """The signed envelope, an hour old and valid for 90 days."""
    document = {
        "format": "divoc-trust-list",
        "version": 1,
        "sequence": "7",
        "issued_at": format_time(NOW - timedelta(hours=1)),
        "valid_until": format_time(NOW + timedelta(days=90)),
        "entries": list(entries or (a_trust_entry(),)),
    } | changes
    return an_envelope(dump_json(document), key)


def an_envelope(payload: bytes, key: SigningKey | None = None) -> bytes:
    """A DSSE envelope around any payload."""
    signature = (key or a_root_key()).sign(pre_authentication_encoding(payload)).signature
    return dump_json(
        {
            "payloadType": PAYLOAD_TYPE,
            "payload": base64.b64encode(payload).decode(),
            "signatures": [{"keyid": "root", "sig": base64.b64encode(signature).decode()}],
        }
    )


def status_files(revoked: Iterable[int] = (), suspended: Iterable[int] = ()) -> dict[str, bytes]:
    """Both status lists by their path below the public folder."""
    return {
        STATUS_PATH + REVOCATION: a_status_list("revocation", revoked),
        STATUS_PATH + SUSPENSION: a_status_list("suspension", suspended),
    }


def publish(public: Path, files: Mapping[str, bytes] | None = None, trust_list: bytes | None = None) -> None:
    """Write the status lists and the trust list below a public folder."""
    for path, data in ({TRUST_LIST_PATH: trust_list or a_trust_list()} | dict(files or status_files())).items():
        (public / path).parent.mkdir(parents=True, exist_ok=True)
        (public / path).write_bytes(data)


def a_trust_root(key: SigningKey | None = None) -> bytes:
    """The trust root file that pins the trust-list key."""
    pinned = encode_ed25519_multikey(public_key(key or a_root_key()))
    keys = [{"id": "root", "algorithm": "Ed25519", "public_key": pinned}]
    return json.dumps({"format": "divoc-trust-root", "version": 1, "keys": keys}).encode()
