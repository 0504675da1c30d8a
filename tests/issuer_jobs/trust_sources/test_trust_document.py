"""What is written is what is read, in every scheme and with every way of status."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from credential_core.encodings.strict_json import parse_json_object
from credential_core.formats.signed import Scheme, Subject
from credential_core.proofs import Algorithm
from credential_core.trust import (
    BitstringStatus,
    CardRevocationList,
    CardRevocations,
    TrustEntry,
    TrustKey,
    TrustList,
    read_trust_list,
)
from issuer_jobs.errors import InputError
from issuer_jobs.trust_sources.trust_document import dump_trust_file, read_trust_file
from tests.builders import NOW, a_trust_list

ED25519 = "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"
P256 = "zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv"
KEYS = (
    TrustKey("a", Algorithm.ED25519, ED25519, frozenset(Subject)),
    TrustKey("b", Algorithm.ES256, P256, frozenset(), NOW, NOW + timedelta(days=1), NOW + timedelta(hours=1)),
)
CARDS = CardRevocations({"b": CardRevocationList(4, frozenset({"rid", "rid.1664492124"}))})
LISTS = BitstringStatus("https://a.example/", "a/", {"l-revocation.json": NOW, "l-suspension.json": NOW, "l.cwt": NOW})
NAMESAKES = (  # DIVOC's keys are called as their holder is
    TrustKey("did:a", Algorithm.ED25519, ED25519, frozenset({Subject.VACCINATION})),
    TrustKey("did:a", Algorithm.ES256, P256, frozenset({Subject.TEST})),
)
ENTRIES = (
    TrustEntry("did:web:a.example", "A", "IN", KEYS, BitstringStatus("https://a.example/", "a/", {"l.json": NOW})),
    TrustEntry("https://b.example", "B", "ZZ", KEYS, CARDS, Scheme.SMART_HEALTH_CARD, "VCI directory"),
    TrustEntry("PT", "Portugal", "PT", (), None, Scheme.HCERT, "WHO GDHCN"),
    TrustEntry("did:india", "India", "IN", KEYS[:1], None, Scheme.DIVOC, "imported by hand"),
)
OF_ONE_ISSUER = (
    TrustEntry("did:web:a.example", "A", "IN", KEYS, LISTS, Scheme.HCERT),
    TrustEntry("did:web:a.example", "A", "IN", NAMESAKES, LISTS, Scheme.DIVOC),
    TrustEntry("https://a.example", "A", "IN", KEYS[1:], CARDS, Scheme.SMART_HEALTH_CARD),
)
TRUST = TrustList(7, NOW, NOW + timedelta(days=365), {(entry.scheme, entry.issuer): entry for entry in ENTRIES})


def test_an_issuer_may_have_an_entry_in_every_scheme() -> None:
    entries = {(entry.scheme, entry.issuer): entry for entry in (ENTRIES[0], *OF_ONE_ISSUER)}
    trust = replace(TRUST, entries=entries)
    assert read_trust_list(parse_json_object(dump_trust_file(trust))) == trust


def test_a_list_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "trust.json"
    path.write_bytes(dump_trust_file(TRUST))
    assert read_trust_file(path) == TRUST
    assert read_trust_list(parse_json_object(dump_trust_file(TRUST))) == TRUST


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (a_trust_list(), "signed trust list. Give the public folder"),
        (dump_trust_file(TRUST)[:-1], "no trust source"),
        (dump_trust_file(TRUST).replace(b'"version":1', b'"version":2'), "newer version"),
        (b"<html>", "no trust source"),
        (b" " * 8_388_609, "no trust source"),
    ],
    ids=["signed", "truncated", "newer", "garbage", "too large"],
)
def test_files_that_are_no_source(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "trust.json"
    path.write_bytes(data)
    with pytest.raises(InputError, match=words):
        read_trust_file(path)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_trust_file(tmp_path / "absent.json")
