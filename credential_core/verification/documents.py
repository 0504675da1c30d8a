"""Examines JSON documents, plain or in DIVOC's QR packing, up to their structure; the rest follows their vocabulary."""

from credential_core.encodings.strict_json import JsonObject, parse_json_object
from credential_core.errors import MalformedInputError
from credential_core.formats.divoc.vocabulary import is_divoc_credential
from credential_core.formats.divoc_qr import reader as divoc_qr
from credential_core.formats.signed import SignedStatement
from credential_core.formats.verifiable_credential.presentation import is_enveloped_credential, is_presentation
from credential_core.formats.verifiable_credential.reader import (
    is_own_credential,
    is_verifiable_credential,
)
from credential_core.report import CheckName
from credential_core.verification.divoc import examine_divoc
from credential_core.verification.examination import Examination
from credential_core.verification.own_credential import examine_own_credential
from credential_core.verification.verifiable_credential import examine_presentation, examine_verifiable_credential


def examine_document(examination: Examination, payload: bytes) -> SignedStatement | None:
    """The statement in a document, read by the reader of its vocabulary."""
    document = _read_document(examination, payload)
    if document is None:
        return None
    examination.payload = document
    if is_presentation(document):
        examine_presentation(examination, document)
        return None
    if is_enveloped_credential(document):
        examination.unknown(CheckName.SCHEMA, "enveloped_credential")
        return None
    if is_own_credential(document):
        return examine_own_credential(examination, document)
    if is_divoc_credential(document):
        return examine_divoc(examination, document)
    return examine_verifiable_credential(examination, document)


def _read_document(examination: Examination, payload: bytes) -> JsonObject | None:
    check = CheckName.COMPRESSION
    try:
        text = payload
        if divoc_qr.is_divoc_qr(payload):
            text = divoc_qr.decode_divoc_qr(payload)
            examination.passed(CheckName.COMPRESSION)
        else:
            examination.not_applicable(CheckName.COMPRESSION)
        examination.not_applicable(CheckName.ENCODING)
        check = CheckName.STRUCTURE
        document = parse_json_object(text)
        if not any(is_one(document) for is_one in (is_verifiable_credential, is_presentation, is_enveloped_credential)):
            raise MalformedInputError("not_a_credential")
    except MalformedInputError as error:
        examination.failed(check, error)
        return None
    examination.passed(CheckName.STRUCTURE)
    return document
