"""Opens published files again, from wherever they lie, through the verifier's own code."""

from collections.abc import Mapping
from functools import cache

from credential_core.errors import MalformedInputError, TrustMaterialError
from credential_core.formats.signed import StatusEntry
from credential_core.formats.verifiable_credential.status_list import UnverifiedStatusList
from credential_core.status import StatusSource, open_status_list, read_status
from credential_core.trust import TRUST_LIST_PATH, TrustList, open_trust_list
from issuer_jobs.publishing.status_lists import PURPOSES, ListBits, file_name
from issuer_jobs.verifying.native import StatusReader, answer_all, answer_signatures


def open_lists(source: StatusSource, list_name: str, read: StatusReader) -> Mapping[str, UnverifiedStatusList]:
    """Purpose → authentic list, whatever its age, for both purposes; refuses (TrustMaterialError) all others."""
    return {
        purpose: answer_all(open_status_list(source, _address(source, list_name, purpose), purpose), read)
        for purpose in PURPOSES
    }


def verify_lists(source: StatusSource, expected: ListBits, read: StatusReader) -> None:
    """Refuse (TrustMaterialError) lists that are not authentic, current, and bit for bit what the ledger says."""
    read = cache(read)  # what was authenticated is what is compared
    for purpose, opened in open_lists(source, expected.name, read).items():
        if opened.bits != expected.bits[purpose]:
            raise TrustMaterialError("status_list_differs", list=file_name(expected.name, purpose))
    entries = (StatusEntry(purpose, _address(source, expected.name, purpose), index=0) for purpose in PURPOSES)
    answer_all(read_status(source, tuple(entries)), read)


def _address(source: StatusSource, list_name: str, purpose: str) -> str:
    return source.mechanism.address + file_name(list_name, purpose)


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
