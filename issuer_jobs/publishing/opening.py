"""Opens published files again, from wherever they lie, through the verifier's own code."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from credential_core.claims import StatusReference
from credential_core.encodings.strict_json import parse_json_object
from credential_core.errors import MalformedInputError, TrustMaterialError
from credential_core.formats.verifiable_credential.status_list import decode_status_list
from credential_core.status import StatusSource, read_status
from credential_core.trust import TRUST_LIST_PATH, TrustList, open_trust_list
from issuer_jobs.publishing.status_lists import PURPOSES, ListBits, file_name
from issuer_jobs.verifying.native import StatusReader, answer_all, answer_signatures


@dataclass(frozen=True, slots=True)
class OpenedList:
    """What an authentic status list says."""

    valid_from: datetime
    bits: bytes


def open_lists(source: StatusSource, list_name: str, read: StatusReader) -> Mapping[str, OpenedList]:
    """Purpose → list, for both purposes of one list; refuses (TrustMaterialError) as `read_status` does.

    Each file is read once, so that what was authenticated is what is decoded.
    """
    paths = {purpose: source.mechanism.path + file_name(list_name, purpose) for purpose in PURPOSES}
    files = {path: read(path) for path in paths.values()}
    revocation, suspension = (source.mechanism.address + file_name(list_name, purpose) for purpose in PURPOSES)
    reference = StatusReference(revocation, suspension, index=0)
    answer_all(read_status(source, reference), files.get)
    return {purpose: _decode(files[path]) for purpose, path in paths.items()}


def verify_lists(source: StatusSource, expected: ListBits, read: StatusReader) -> None:
    """Refuse (TrustMaterialError) lists that are not authentic, current, and bit for bit what the ledger says."""
    for purpose, opened in open_lists(source, expected.name, read).items():
        if opened.bits != expected.bits[purpose]:
            raise TrustMaterialError("status_list_differs", list=file_name(expected.name, purpose))


def verify_trust_list(root_keys: tuple[bytes, ...], expected: TrustList, read: StatusReader) -> None:
    """Refuse (TrustMaterialError) a trust list that the pinned keys do not open, or that says something else."""
    trust = answer_signatures(open_trust_list(read_required(read, TRUST_LIST_PATH), root_keys))
    if trust != expected:
        raise TrustMaterialError("trust_list_differs")


def read_required(read: StatusReader, path: str) -> bytes:
    """The file's bytes; refuses (MalformedInputError) a missing one."""
    data = read(path)
    if data is None:
        raise MalformedInputError("file_missing")
    return data


def _decode(data: bytes | None) -> OpenedList:
    if data is None:
        raise MalformedInputError("file_missing")
    status_list = decode_status_list(parse_json_object(data))
    return OpenedList(status_list.valid_from, status_list.bits)
