"""Recognises what a source is, and has the right reader read it."""

import os
from pathlib import Path

from credential_core.encodings.strict_json import JsonObject, parse_json_object
from credential_core.errors import CredentialError
from credential_core.trust import TRUST_LIST_FORMAT, read_trust_list
from issuer_jobs.errors import InputError
from issuer_jobs.trust_sources.card_directory import is_card_directory, read_card_directory
from issuer_jobs.trust_sources.did_documents import is_did, is_did_document, read_did, read_did_source
from issuer_jobs.trust_sources.json_web_keys import is_key_set, read_key_set
from issuer_jobs.trust_sources.key_files import read_key_file
from issuer_jobs.trust_sources.pem import looks_like_keys
from issuer_jobs.trust_sources.public_keys import PRIVATE_KEY
from issuer_jobs.trust_sources.signers import Signer
from issuer_jobs.trust_sources.sources import (
    EVERY_OPTION,
    MAX_SOURCE_BYTES,
    Authenticity,
    SourceFile,
    SourceOptions,
    TrustSource,
    read_at_most,
)
from issuer_jobs.trust_sources.who_trust_list import is_who_trust_list, read_who_trust_list

_KINDS = (
    "a WHO trust list, a VCI directory snapshot, a PEM or DER file, a JWK set, a DID document, a did:key or a file that"
    " `divoc trust import` wrote"
)


def read_source(source: str, options: SourceOptions, signers: tuple[Signer, ...]) -> TrustSource:
    """Read a file, or a DID that is a key itself; refuses (InputError) what is damaged, unknown or without a key."""
    file = _source_file(source)
    try:
        found = _read(file, options, signers)
    except CredentialError as error:
        if error.code == PRIVATE_KEY:
            file.refuse(
                "it holds a PRIVATE key, and whoever can read that can sign with it. Nothing was imported. If others"
                " could read the file, have the key withdrawn; import a file that holds the public key only."
            )
        file.refuse(f"it is damaged ({error.code}) or was cut short. Fetch it again.")
    if not any(entry.keys for entry in found.entries):
        reasons = "; ".join(sorted({key.reason for key in found.refused})) or "it holds none"
        file.refuse(f"no key of it can be trusted: {reasons}.")
    return found


def _source_file(source: str) -> SourceFile:
    path = Path(source)
    text = os.fsencode(source)
    if is_did(text):
        return SourceFile(path, text)
    try:
        data = read_at_most(path)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}. A SOURCE is a file: {_KINDS}.") from None
    if len(data) > MAX_SOURCE_BYTES:
        raise InputError(f"{path} has more than {MAX_SOURCE_BYTES:,} bytes, which no trust source has.")
    return SourceFile(path, data)


def _read(file: SourceFile, options: SourceOptions, signers: tuple[Signer, ...]) -> TrustSource:
    if is_did(file.data):
        return read_did(file, options)
    if looks_like_keys(file.data):
        return read_key_file(file, options)
    if not file.data.lstrip().startswith(b"{"):
        file.refuse(f"it is of no kind that is known: {_KINDS}.")
    document = parse_json_object(file.data)
    return _read_document(file, document, options, signers)


def _read_document(
    file: SourceFile, document: JsonObject, options: SourceOptions, signers: tuple[Signer, ...]
) -> TrustSource:
    if is_card_directory(document):
        return read_card_directory(file, document, options, signers)
    if is_who_trust_list(document):
        return read_who_trust_list(file, document, options, signers)
    if is_did_document(document):
        return read_did_source(file, document, options)
    if is_key_set(document):
        return read_key_set(file, document, options)
    return _read_own(file, document, options)


def _read_own(file: SourceFile, document: JsonObject, options: SourceOptions) -> TrustSource:
    """A file that `divoc trust import` wrote before."""
    if "payloadType" in document:
        file.refuse("it is a signed trust list, which verifiers take as it is: give its public folder with --trust.")
    if "participating_issuers" in document:
        file.refuse("it names issuers without their keys. Import the directory's snapshot, vci_snapshot.json.")
    if document.get("format") != TRUST_LIST_FORMAT:
        file.refuse(f"it is of no kind that is known: {_KINDS}.")
    options.refuse_given(file, EVERY_OPTION, "a trust source of ours")
    trust = read_trust_list(document)
    return TrustSource(
        title="trust source imported before",
        authenticity=Authenticity.BY_HAND,
        signature="as it was when the sources were imported",
        entries=tuple(trust.entries.values()),
        issued_at=trust.issued_at,
        valid_until=trust.valid_until,
    )
