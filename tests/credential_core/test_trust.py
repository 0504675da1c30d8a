import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credential_core.encodings.multibase import encode_ed25519_multikey
from credential_core.encodings.strict_json import JsonObject, parse_json_object
from credential_core.errors import TrustMaterialError
from credential_core.formats.signed import Scheme, Subject
from credential_core.limits import MAX_TRUST_LIST_BYTES
from credential_core.proofs import Algorithm
from credential_core.trust import (
    BitstringStatus,
    CardRevocationList,
    CardRevocations,
    TrustEntry,
    TrustList,
    open_trust_list,
)
from issuer_jobs.verifying.native import answer_signatures
from tests.builders import (
    ISSUER,
    KEY_ID,
    NOW,
    REVOCATION,
    STATUS_PATH,
    a_root_key,
    a_trust_entry,
    a_trust_key,
    a_trust_list,
    an_envelope,
    an_issuer_key,
    public_key,
)

ROOT = (public_key(a_root_key()),)


def opened(envelope: bytes, root_keys: tuple[bytes, ...] = ROOT) -> TrustList:
    return answer_signatures(open_trust_list(envelope, root_keys))


def refusal(envelope: bytes, root_keys: tuple[bytes, ...] = ROOT) -> str:
    with pytest.raises(TrustMaterialError) as error:
        opened(envelope, root_keys)
    return error.value.code


def envelope_with(**members: Any) -> bytes:
    return json.dumps(parse_json_object(a_trust_list()) | members).encode()


def entry_of(trust: TrustList) -> TrustEntry:
    return trust.entries[Scheme.VERIFIABLE_CREDENTIAL, ISSUER]


def test_what_is_signed_is_read() -> None:
    trust = opened(a_trust_list())
    entry = entry_of(trust)
    key = entry.key(KEY_ID)
    assert (trust.sequence, trust.issued_at, trust.valid_until) == (
        7,
        NOW - timedelta(hours=1),
        NOW + timedelta(days=90),
    )
    assert key is not None
    assert (key.algorithm, key.public_key) == (Algorithm.ED25519, public_key(an_issuer_key()))
    assert key.uses == {Subject.VACCINATION, Subject.STATUS_LIST}
    assert isinstance(entry.status, BitstringStatus)
    assert (entry.status.path, entry.status.lists[REVOCATION]) == (STATUS_PATH, NOW - timedelta(hours=1))
    assert entry.key("another") is None


def test_any_of_several_root_keys_may_sign() -> None:
    others = tuple(public_key(an_issuer_key(seed)) for seed in "ab")
    assert opened(a_trust_list(), (*others, *ROOT)) == opened(a_trust_list())


def test_issuers_without_status() -> None:
    assert entry_of(opened(a_trust_list(a_trust_entry(status=None)))).status is None


def test_another_root_key() -> None:
    assert refusal(a_trust_list(key=an_issuer_key())) == "trust_list_signature"
    assert refusal(a_trust_list(), (public_key(an_issuer_key()),)) == "trust_list_signature"
    assert refusal(a_trust_list(), ()) == "trust_list_signature"


def test_a_swapped_payload() -> None:
    other = parse_json_object(a_trust_list(sequence="8", key=an_issuer_key()))["payload"]
    assert refusal(envelope_with(payload=other)) == "trust_list_signature"


def test_no_signatures() -> None:
    assert refusal(envelope_with(signatures=[])) == "trust_list_signature"


@pytest.mark.parametrize("signature", [b"", bytes(63), bytes(64), bytes(65), b"\xff" * 64])
def test_malformed_signatures(signature: bytes) -> None:
    signatures = [{"sig": base64.b64encode(signature).decode()}]
    assert refusal(envelope_with(signatures=signatures)) == "trust_list_signature"


@given(st.data())
def test_any_one_bit_flip_is_refused(data: st.DataObject) -> None:
    envelope = bytearray(a_trust_list())
    envelope[data.draw(st.integers(0, len(envelope) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    try:
        assert opened(bytes(envelope)) == opened(a_trust_list()), "only the unsigned key id may differ"
    except TrustMaterialError as error:
        assert error.code.startswith("trust_list")


@pytest.mark.parametrize("answer", [1, "True", b"true", object(), False])
def test_only_true_is_a_good_signature(answer: Any) -> None:
    questions = open_trust_list(a_trust_list(), ROOT)
    next(questions)
    with pytest.raises(TrustMaterialError, match="trust_list_signature"):
        questions.send(answer)


def test_a_driver_that_cannot_check_says_so() -> None:
    questions = open_trust_list(a_trust_list(), ROOT)
    next(questions)
    with pytest.raises(TrustMaterialError, match="algorithm_unsupported"):
        questions.send(None)


@pytest.mark.parametrize("version", [2, "1", None])
def test_newer_versions(version: object) -> None:
    assert refusal(a_trust_list(version=version)) == "trust_list_version"


@pytest.mark.parametrize("algorithm", ["ES512", "none"])
def test_keys_of_unknown_algorithms_are_left_out(algorithm: str) -> None:
    unknown = a_trust_key(id="other", algorithm=algorithm, public_key="zUnread")
    assert opened(a_trust_list(a_trust_entry(unknown, a_trust_key()))) == opened(a_trust_list())


def test_an_issuer_has_one_entry() -> None:
    assert refusal(a_trust_list(a_trust_entry(), a_trust_entry())) == "trust_list_malformed"


def test_unknown_uses_give_no_right() -> None:
    key = a_trust_key(uses=["test_result", "status_list", {}, None])
    trust = opened(a_trust_list(a_trust_entry(key)))
    assert entry_of(trust).keys[0].uses == {Subject.STATUS_LIST}


@pytest.mark.parametrize(
    "entry",
    [
        {},
        {"issuer": ISSUER},
        a_trust_entry(extra="x"),
        a_trust_entry(status={"mechanism": "carrier_pigeon"}),
        a_trust_entry(a_trust_key(), a_trust_key()),
        a_trust_entry(a_trust_key(valid_from="yesterday")),
        a_trust_entry(a_trust_key(uses="vaccination")),
        a_trust_entry(a_trust_key(extra="x")),
    ],
    ids=range(8),
)
def test_malformed_entries(entry: JsonObject) -> None:
    assert refusal(a_trust_list(entry)) == "trust_list_malformed"


@pytest.mark.parametrize(
    "multikey",
    [
        encode_ed25519_multikey(b"\1" + bytes(31)),  # of small order
        "zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169",  # of another kind than the algorithm
        "z6Mk",
        "key",
    ],
)
def test_unsound_keys_are_never_used(multikey: str) -> None:
    (key,) = entry_of(opened(a_trust_list(a_trust_entry(a_trust_key(public_key=multikey))))).keys
    with pytest.raises(TrustMaterialError, match="public_key"):
        _ = key.public_key


@pytest.mark.parametrize(
    "envelope",
    [
        b"",
        b"[]",
        b"{}",
        envelope_with(payload="é"),
        envelope_with(payload="a"),
        envelope_with(payload=None),
        envelope_with(payloadType="text/plain"),
        envelope_with(signatures="x"),
        envelope_with(signatures=["x"]),
        envelope_with(extra=1),
        an_envelope(b"not json", a_root_key()),
        an_envelope(b'{"format": "other"}', a_root_key()),
    ],
    ids=range(12),
)
def test_malformed_envelopes(envelope: bytes) -> None:
    assert refusal(envelope) == "trust_list_malformed"


def test_too_large() -> None:
    assert refusal(b" " * (MAX_TRUST_LIST_BYTES + 1)) == "trust_list_too_large"


def a_card_entry(**changes: Any) -> JsonObject:
    lists = {"kid": {"counter": "3", "revoked": ["rid", "other.1664492124"]}}
    status = {"mechanism": "card_revocation_list", "lists": lists}
    return a_trust_entry(scheme="smart_health_card", source="a directory", status=status) | changes


def test_an_issuer_may_have_an_entry_in_each_scheme() -> None:
    trust = opened(a_trust_list(a_trust_entry(), a_card_entry()))
    card = trust.entries[Scheme.SMART_HEALTH_CARD, ISSUER]
    assert (entry_of(trust).scheme, card.source) == (Scheme.VERIFIABLE_CREDENTIAL, "a directory")
    assert card.status == CardRevocations({"kid": CardRevocationList(3, frozenset({"rid", "other.1664492124"}))})


def test_schemes_of_newer_versions_are_passed_over() -> None:
    newer = a_trust_entry(scheme="smoke_signals", status={"mechanism": "smoke"})
    assert opened(a_trust_list(a_trust_entry(), newer)) == opened(a_trust_list())


@pytest.mark.parametrize("scheme", ["hcert", "divoc"])
def test_where_ids_are_no_names_several_keys_share_one(scheme: str) -> None:
    keys = [a_trust_key(), a_trust_key(an_issuer_key("other"))]
    trust = opened(a_trust_list(a_trust_entry(*keys, scheme=scheme, status=None)))
    assert len(list(trust.keys(Scheme(scheme), "anybody", KEY_ID))) == 2
    assert refusal(a_trust_list(a_trust_entry(keys[0], keys[0], scheme=scheme))) == "trust_list_malformed"


@pytest.mark.parametrize(
    "lists", [{"kid": {"counter": "x", "revoked": []}}, {"kid": {"counter": "1", "revoked": [1]}}, {"kid": []}, []]
)
def test_malformed_card_revocations(lists: object) -> None:
    status = {"mechanism": "card_revocation_list", "lists": lists}
    assert refusal(a_trust_list(a_card_entry(status=status))) == "trust_list_malformed"


def test_keys_without_a_period() -> None:
    key = {name: value for name, value in a_trust_key().items() if not name.startswith("valid_")}
    (read,) = entry_of(opened(a_trust_list(a_trust_entry(key)))).keys
    assert (read.valid_from, read.valid_until) == (None, None)
