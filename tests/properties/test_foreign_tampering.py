"""No change of another issuer's signed credential verifies, whatever cryptosuite signed it."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credential_core.encodings.strict_json import JsonObject, dump_json
from credential_core.report import Verdict
from tests.foreign_issuer import SUITES, a_document, a_document_of_1_1, an_entry_in, judge_foreign, signed, trust_in
from tests.properties.test_tampering import SPELLINGS, VALUES, Path, flipped, leaves, place
from tests.verdicts import judge

KINDS = st.sampled_from(list(SUITES))
TEXTS = {kind: dump_json(signed(a_document(), kind)) for kind in SUITES}
DOCUMENTS = {
    (kind, version): signed(document, kind)
    for kind in SUITES
    for version, document in {"2.0": a_document(), "1.1": a_document_of_1_1()}.items()
}
SIGNED_DOCUMENTS = st.sampled_from(list(DOCUMENTS.values()))
NAMES = st.sampled_from(["validUntil", "credentialStatus", "evidence", "holder", "id", "x", "@id", "@graph"])
TRUST = trust_in()

_CONTEXT_WORDS = [
    "@id",
    "@type",
    "@container",
    "@reverse",
    "@nest",
    "@prefix",
    "@protected",
    "@vocab",
    "@base",
    "@version",
]
_WORDS = st.sampled_from(
    [*_CONTEXT_WORDS, "@list", "@set", "@graph", "@json", "urn:x", "x", "x:y", "_:b", "@foo", "id"]
)
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | _WORDS
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_WORDS | st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
"""JSON values, rich in what JSON-LD means something by."""


def assert_not_valid(changed: JsonObject, original: JsonObject) -> None:
    if changed != original:
        assert judge_foreign(changed, TRUST).verdict is not Verdict.VALID


@pytest.mark.parametrize("kind", SUITES)
def test_the_documents_themselves_are_valid(kind: str) -> None:
    assert judge(TEXTS[kind], TRUST, {}).verdict is Verdict.VALID
    assert all(judge_foreign(document, TRUST).verdict is Verdict.VALID for document in DOCUMENTS.values())


@given(SIGNED_DOCUMENTS, ANYTHING, st.data())
def test_anything_anywhere_gets_a_report(document: JsonObject, value: Any, data: st.DataObject) -> None:
    changed, container, key, path = changed_at(document, data)
    name = data.draw(st.sampled_from([*_CONTEXT_WORDS, key])) if isinstance(container, dict) else key
    container[name] = value
    assert judge_foreign(changed, TRUST).verdict in Verdict
    inline = document["@context"] + [value if path[0] == "@context" else {"x": value}]
    assert judge_foreign(document | {"@context": inline}, TRUST).verdict is not Verdict.VALID


@given(KINDS, st.data())
def test_one_bit_of_the_text(kind: str, data: st.DataObject) -> None:
    text = TEXTS[kind]
    bit = data.draw(st.integers(0, len(text) * 8 - 1))
    assert judge(flipped(text, bit), TRUST, {}).verdict is not Verdict.VALID


def changed_at(document: JsonObject, data: st.DataObject) -> tuple[JsonObject, Any, str | int, Path]:
    """A copy, and the place of one of its leaves."""
    copied = copy.deepcopy(document)
    path = data.draw(st.sampled_from(list(leaves(document))))
    return copied, *place(copied, path), path


@given(SIGNED_DOCUMENTS, VALUES, st.data())
def test_a_leaf_replaced(document: JsonObject, value: Any, data: st.DataObject) -> None:
    changed, container, key, _ = changed_at(document, data)
    container[key] = value
    assert_not_valid(changed, document)


@given(SIGNED_DOCUMENTS, SPELLINGS, st.data())
def test_a_leaf_spelt_differently(document: JsonObject, spell: Any, data: st.DataObject) -> None:
    changed, container, key, _ = changed_at(document, data)
    container[key] = spell(str(container[key]))
    assert_not_valid(changed, document)


@given(SIGNED_DOCUMENTS, st.data())
def test_a_leaf_removed(document: JsonObject, data: st.DataObject) -> None:
    changed, container, key, path = changed_at(document, data)
    del container[key]
    if path[0] != "@context":  # what a context defines and nobody uses was not signed, and is not shown
        assert_not_valid(changed, document)


@given(SIGNED_DOCUMENTS, NAMES, VALUES, st.data())
def test_a_member_added(document: JsonObject, name: str, value: Any, data: st.DataObject) -> None:
    changed, container, _, _ = changed_at(document, data)
    if isinstance(container, dict):
        container[name] = data.draw(st.sampled_from([value, an_entry_in(), {"type": "VerifiableCredential"}]))
    assert_not_valid(changed, document)
