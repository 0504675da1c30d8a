"""Opens published files again, from wherever they lie, through the verifier's own code."""

from collections.abc import Mapping
from functools import cache

from credential_core.errors import MalformedInputError, TrustMaterialError
from credential_core.formats.signed import StatusEntry, TokenStatusEntry
from credential_core.formats.token_status_list.reader import UnverifiedTokenStatusList
from credential_core.formats.verifiable_credential.status_list import UnverifiedStatusList
from credential_core.status import (
    StatusSource,
    open_status_list,
    open_token_status_list,
    read_status,
    read_token_status,
)
from credential_core.trust import TRUST_LIST_PATH, TrustList, open_trust_list
from issuer_jobs.publishing.status_lists import ListBits
from issuer_jobs.status_files import PURPOSES, list_file, token_file
from issuer_jobs.verifying.native import StatusReader, answer_all, answer_signatures


def open_lists(source: StatusSource, list_name: str, read: StatusReader) -> Mapping[str, UnverifiedStatusList]:
    """Purpose → authentic list, whatever its age, for both purposes; refuses (TrustMaterialError) all others."""
    return {
        purpose: answer_all(
            open_status_list(source, source.mechanism.address + list_file(list_name, purpose), purpose), read
        )
        for purpose in PURPOSES
    }


def open_token(source: StatusSource, list_name: str, read: StatusReader) -> UnverifiedTokenStatusList:
    """The authentic Token Status List, whatever its age; refuses (TrustMaterialError) all others."""
    return answer_all(open_token_status_list(source, source.mechanism.address + token_file(list_name)), read)


def verify_lists(source: StatusSource, expected: ListBits, read: StatusReader) -> None:
    """Refuse (TrustMaterialError) lists that are not authentic, current, and bit for bit what the ledger says."""
    read = cache(read)  # what was authenticated is what is compared
    said = {purpose: opened.bits for purpose, opened in open_lists(source, expected.name, read).items()}
    for purpose, bits in expected.bits.items():
        _require_same(said[purpose], bits, list_file(expected.name, purpose))
    _require_same(open_token(source, expected.name, read).statuses, expected.statuses, token_file(expected.name))
    address = source.mechanism.address
    entries = (StatusEntry(purpose, address + list_file(expected.name, purpose), index=0) for purpose in PURPOSES)
    answer_all(read_status(source, tuple(entries)), read)
    answer_all(read_token_status(source, TokenStatusEntry(address + token_file(expected.name), index=0)), read)


def _require_same(said: bytes, meant: bytes, name: str) -> None:
    if said != meant:
        raise TrustMaterialError("status_list_differs", list=name)


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
