"""A certificate at rest: its claims, from which later certificates of the person take their earlier doses, and the
credentials that were handed out; one JSON text, encrypted under the person's data key.
"""

import base64
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow.parquet as pq

from credential_core.claims import Certificate
from credential_core.encodings.strict_json import dump_json, parse_json_object
from credential_core.errors import MalformedInputError
from credential_core.formats.verifiable_credential.claims_record import claims_document, read_claims_document
from credential_core.formats.verifiable_credential.reader import decode_own_credential
from issuer_jobs.errors import InputError
from issuer_jobs.issuance.issuing import IssuedCredential
from issuer_jobs.ledger.personal_data import decrypt_credential

_FORMAT, _VERSION = "divoc-certificate", 1


def stored_text(certificate: Certificate, issued: Sequence[IssuedCredential]) -> bytes:
    """The text to encrypt; files are in base64, because not every format is text."""
    credentials = {one.format.value: base64.b64encode(one.file).decode() for one in issued}
    document = {"format": _FORMAT, "version": _VERSION, "claims": claims_document(certificate)}
    return dump_json(document | {"credentials": credentials})


def stored_certificate(text: bytes) -> Certificate:
    """The claims in a stored text; refuses (MalformedInputError) what `stored_text` did not write.

    Before there were several formats, our own credential was stored as it is.
    """
    document = parse_json_object(text)
    if "@context" in document:
        return decode_own_credential(document).certificate
    if (document.get("format"), document.get("version")) != (_FORMAT, _VERSION):
        raise MalformedInputError("stored_certificate")
    return read_claims_document(document["claims"])


def stored_files(text: bytes) -> Mapping[str, bytes]:
    """Format → the credential's file, of a stored text."""
    credentials: Mapping[str, str] = parse_json_object(text)["credentials"]
    return {name: base64.b64decode(data) for name, data in credentials.items()}


def read_certificates(path: Path, data_keys: Mapping[str, bytes]) -> dict[str, Certificate]:
    """Certificate id → claims, of those ids that `data_keys` opens, from one file of `credentials/`.

    Refuses (InputError) a file that lacks one of them or was damaged.
    """
    try:
        table = pq.read_table(
            path,
            columns=["certificate_id", "ciphertext"],
            filters=[("certificate_id", "in", sorted(data_keys))],
            partitioning=None,  # `date=…` and the like in a path are no columns
        )
    except OSError as error:
        raise InputError(
            f"{path} cannot be read ({error}). Restore the store from its backup, then run again."
        ) from error
    found = {}
    for row in table.to_pylist():
        text = decrypt_credential(data_keys[row["certificate_id"]], row["ciphertext"])
        try:
            found[row["certificate_id"]] = stored_certificate(text)
        except (MalformedInputError, KeyError):
            raise InputError(f"{path} holds a certificate of another version of divoc. Update divoc.") from None
    if found.keys() != data_keys.keys():
        raise InputError(f"{path} lacks certificates that the ledger names. Restore the store, then run again.")
    return found
