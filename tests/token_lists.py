"""An issuer of HCERTs with a Token Status List for tests: the list, its trust entry, certificates; all as of `NOW`."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from credential_core.formats.signed import Scheme, Subject
from credential_core.formats.token_status_list.writer import TokenStatusList, unsigned_token
from credential_core.proofs import Algorithm
from credential_core.trust import BitstringStatus, TrustEntry, TrustKey, TrustList
from tests.builders import ISSUER, KEY_ID, NOW, STATUS_ADDRESS, STATUS_PATH
from tests.dcc_issuer import a_dcc
from tests.hcert_issuer import a_cwt, an_hcert, hcert_trust
from tests.signers import TestSigner, a_signer

NAME, OTHER = "2028q4-0.cwt", "2028q4-1.cwt"
HOUR = timedelta(hours=1)
SIGNER = a_signer(Algorithm.ED25519)
VALUES = bytes([0b11_10_01_00])  # of the entries 0 to 3: valid, revoked, suspended, and what has no meaning


def a_token(signer: TestSigner = SIGNER, name: str = NAME, key_id: str = KEY_ID, **changes: Any) -> bytes:
    """A list of an hour ago that is good for a day."""
    status_list = TokenStatusList(STATUS_ADDRESS + name, NOW - HOUR, NOW + 24 * HOUR, 60, VALUES)
    token = unsigned_token(replace(status_list, **changes), signer.algorithm, key_id)
    return token.signed(signer.sign(token.message))


def a_key(signer: TestSigner = SIGNER, **changes: Any) -> TrustKey:
    """The key that signs the lists."""
    uses = frozenset({Subject.STATUS_LIST})
    key = TrustKey(KEY_ID, signer.algorithm, signer.multikey, uses, NOW - 1000 * HOUR, NOW + 1000 * HOUR)
    return replace(key, **changes)


def an_entry(*keys: TrustKey) -> TrustEntry:
    """The issuer's entry, which announces two lists."""
    status = BitstringStatus(STATUS_ADDRESS, STATUS_PATH, {NAME: NOW - HOUR, OTHER: NOW - HOUR})
    return TrustEntry(ISSUER, "Ministry of Health", "IN", keys or (a_key(),), status, Scheme.HCERT)


def an_hcert_entry() -> TrustEntry:
    """The same with the key that signs certificates."""
    (entry,) = hcert_trust().entries.values()
    return an_entry(*entry.keys, a_key())


def a_trust_list(entry: TrustEntry) -> TrustList:
    """The trust list that knows one issuer."""
    return TrustList(7, NOW - HOUR, NOW + 90 * HOUR, {(entry.scheme, entry.issuer): entry})


def an_hcert_with(claim: Any) -> bytes:
    """The text of an EU certificate with this status claim, or (None) without one."""
    claims = a_cwt({1: a_dcc()}, exp=NOW + 24 * HOUR)
    return an_hcert(claims if claim is None else claims | {65535: claim})


def a_place(index: int, name: str = NAME) -> Any:
    """The status claim for a place in a list."""
    return {"status_list": {"idx": index, "uri": STATUS_ADDRESS + name}}
