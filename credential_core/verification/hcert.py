"""Examines HCERT texts: base45, zlib, COSE and CWT, then the EU's certificate or one of the WHO's payloads."""

from datetime import datetime, timedelta
from typing import Any

from credential_core.claims import Certificate
from credential_core.consistency import require_consistency
from credential_core.encodings.base45 import decode_base45
from credential_core.encodings.cbor import cbor_to_json
from credential_core.encodings.deflate import inflate_zlib
from credential_core.encodings.strict_json import JsonObject
from credential_core.errors import MalformedInputError
from credential_core.formats.hcert.cwt import UnverifiedHcert, decode_hcert
from credential_core.formats.hcert.dcc.reader import DccReading, read_dcc, subject_of
from credential_core.formats.hcert.dcc.schema import require_schema, without_absent_members
from credential_core.formats.hcert.prefix import strip_hcert_prefix
from credential_core.formats.hcert.who.reader import read_who, unread_warnings
from credential_core.formats.signed import Scheme, SignedStatement
from credential_core.limits import MAX_HCERT_CHARACTERS, MAX_INFLATED_BYTES
from credential_core.report import CheckName, Outcome
from credential_core.verification.examination import Examination

EU_DCC = "eu-dcc"
_HCERT = "hcert"  # until its contents say more
_EU_DCC_CLAIM = 1


def examine_hcert(examination: Examination, text: bytes) -> SignedStatement | None:
    """The statement in a text that begins as an HCERT."""
    examination.credential_format = _HCERT
    hcert = _decode(examination, text)
    if hcert is None:
        return None
    examination.payload = hcert.payload
    if hcert.sub_claims is not None and _EU_DCC_CLAIM in hcert.sub_claims:
        return _examine_dcc(examination, hcert, cbor_to_json(hcert.sub_claims[_EU_DCC_CLAIM]))
    return _examine_who(examination, hcert)


def _decode(examination: Examination, text: bytes) -> UnverifiedHcert | None:
    check = CheckName.TEXT
    try:
        encoded = strip_hcert_prefix(text)
        check = CheckName.ENCODING
        compressed = decode_base45(encoded, MAX_HCERT_CHARACTERS)
        examination.passed(check)
        check = CheckName.COMPRESSION
        message = inflate_zlib(compressed, MAX_INFLATED_BYTES)
        examination.passed(check)
        check = CheckName.STRUCTURE
        hcert = decode_hcert(message)
        examination.passed(check)
    except MalformedInputError as error:
        if error.code == "hcert_version":
            examination.unknown(check, error.code)
        else:
            examination.failed(check, error)
        return None
    return hcert


def _examine_dcc(examination: Examination, hcert: UnverifiedHcert, value: Any) -> SignedStatement | None:
    """Whatever is wrong with its contents, whether somebody signed them is worth knowing."""
    examination.credential_format = EU_DCC
    if not isinstance(value, dict):
        examination.failed(CheckName.STRUCTURE, MalformedInputError("dcc_not_an_object"))
        return None
    if hcert.expires_at is None:  # HCERT, "Expiration Time": only an EU certificate must have one
        examination.failed(CheckName.STRUCTURE, MalformedInputError("expiry_missing"))
    contents = without_absent_members(value)
    reading = _read_dcc(examination, hcert, contents)
    return SignedStatement(
        format=EU_DCC,
        scheme=Scheme.HCERT,
        subject=subject_of(contents),
        issuer=hcert.issuer or "",
        signatures=(hcert.message,),
        payload=hcert.payload,
        certificate=None if reading is None else reading.certificate,
        issued_at=hcert.issued_at,
        valid_from=hcert.not_before,
        valid_until=_end(hcert, hcert.expires_at),
        status=hcert.status or (),
        warnings=(*(() if reading is None else reading.warnings), *unread_warnings(hcert)),
    )


def _read_dcc(examination: Examination, hcert: UnverifiedHcert, contents: JsonObject) -> DccReading | None:
    try:
        require_schema(contents, examination.resources)
    except MalformedInputError as error:
        examination.failed(CheckName.SCHEMA, error)
        return None
    examination.passed(CheckName.SCHEMA)
    try:
        reading = read_dcc(contents, hcert, examination.resources)
    except MalformedInputError as error:  # a date that only its issuer can read says neither good nor bad
        examination.unknown(CheckName.CONSISTENCY, error.code)
        return None
    _check_consistency(examination, reading.certificate)
    return reading


def _examine_who(examination: Examination, hcert: UnverifiedHcert) -> SignedStatement | None:
    reading = read_who(hcert, examination.resources)
    if reading is None:
        examination.unknown(CheckName.SCHEMA, "hcert_contents_unknown")
        return None
    examination.credential_format = reading.format
    if reading.fault is None:
        examination.passed(CheckName.SCHEMA)
    else:
        examination.failed(CheckName.SCHEMA, reading.fault)
    if reading.certificate is not None:
        _check_consistency(examination, reading.certificate)
    if reading.doubt is not None and examination.outcome(CheckName.CONSISTENCY) is not Outcome.FAILED:
        examination.unknown(CheckName.CONSISTENCY, reading.doubt)
    return SignedStatement(
        format=reading.format,
        scheme=Scheme.HCERT,
        subject=reading.subject,
        issuer=hcert.issuer or "",
        signatures=(hcert.message,),
        payload=hcert.payload,
        certificate=reading.certificate,
        issued_at=hcert.issued_at,
        valid_from=reading.valid_from,
        valid_until=_end(hcert, reading.valid_until),
        outlives_key=hcert.expires_at is None,
        status=hcert.status or (),
        warnings=reading.warnings,
    )


def _check_consistency(examination: Examination, certificate: Certificate) -> None:
    try:
        require_consistency(certificate)
    except MalformedInputError as error:
        examination.failed(CheckName.CONSISTENCY, error)
    else:
        examination.passed(CheckName.CONSISTENCY)


def _end(hcert: UnverifiedHcert, valid_until: datetime | None) -> datetime | None:
    """A statement ends before its `valid_until`, an HCERT with its last moment: "after which" it is expired."""
    if valid_until is None or valid_until != hcert.expires_at:
        return valid_until
    return valid_until + timedelta.resolution
