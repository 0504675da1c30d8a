"""No change of a signed certificate verifies: not one bit, not one field, wherever it is put."""

import copy
from collections.abc import Iterator, MutableMapping, MutableSequence
from typing import Any, TypeAlias

from hypothesis import assume, given
from hypothesis import strategies as st

from credential_core.encodings.strict_json import dump_json, parse_json_object
from credential_core.errors import MalformedInputError
from credential_core.formats.divoc_qr.reader import decode_divoc_qr
from credential_core.formats.divoc_qr.writer import encode_divoc_qr
from credential_core.report import Verdict
from tests.builders import a_signed_credential
from tests.verdicts import judge

TEXT = a_signed_credential()
CODE = encode_divoc_qr(TEXT)
DOCUMENT = parse_json_object(TEXT)

Container: TypeAlias = MutableMapping[str, Any] | MutableSequence[Any]
Path: TypeAlias = tuple[str | int, ...]


def leaves(value: Any, path: Path = ()) -> Iterator[Path]:
    """Paths of all strings in a document."""
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(item, (*path, key))
    else:
        yield path


LEAVES = list(leaves(DOCUMENT))
VALUES: st.SearchStrategy[Any] = st.sampled_from([None, True, 0, 1.5, [], {}]) | st.text(max_size=30)
SPELLINGS = st.sampled_from([str.upper, str.lower, str.strip, str.swapcase, lambda s: s + " ", lambda s: "0" + s])


def place(document: Any, path: Path) -> tuple[Any, str | int]:
    """The container that holds a leaf, and the leaf's key in it."""
    for key in path[:-1]:
        document = document[key]
    return document, path[-1]


def value_at(document: Any, path: Path) -> Any:
    container, key = place(document, path)
    return container[key]


def assert_refused(document: dict[str, Any]) -> None:
    if document != DOCUMENT:
        assert judge(dump_json(document)).verdict is not Verdict.VALID


def test_the_document_itself_is_valid() -> None:
    assert judge(TEXT).verdict is judge(CODE).verdict is Verdict.VALID
    assert len(LEAVES) > 60


def test_each_leaf_removed() -> None:
    for path in LEAVES:
        document = copy.deepcopy(DOCUMENT)
        container, key = place(document, path)
        del container[key]
        assert_refused(document)


def test_each_leaf_wrapped_in_a_list() -> None:
    for path in LEAVES:
        document = copy.deepcopy(DOCUMENT)
        container, key = place(document, path)
        container[key] = [container[key]]
        assert_refused(document)


@given(st.sampled_from(LEAVES), VALUES)
def test_a_leaf_replaced(path: Path, value: Any) -> None:
    document = copy.deepcopy(DOCUMENT)
    container, key = place(document, path)
    container[key] = value
    assert_refused(document)


@given(st.sampled_from(LEAVES), SPELLINGS)
def test_a_leaf_spelt_differently(path: Path, spell: Any) -> None:
    document = copy.deepcopy(DOCUMENT)
    container, key = place(document, path)
    container[key] = spell(container[key])
    assert_refused(document)


@given(st.sampled_from(LEAVES), st.sampled_from(LEAVES))
def test_two_leaves_exchanged(left: Path, right: Path) -> None:
    document = copy.deepcopy(DOCUMENT)
    (first, first_key), (second, second_key) = place(document, left), place(document, right)
    first[first_key], second[second_key] = value_at(DOCUMENT, right), value_at(DOCUMENT, left)
    assert_refused(document)


@given(st.sampled_from(LEAVES), st.sampled_from(LEAVES), st.booleans())
def test_a_leaf_moved_to_another_key(source: Path, target: Path, keep: bool) -> None:
    document = copy.deepcopy(DOCUMENT)
    (container, key), (other, other_key) = place(document, source), place(document, target)
    assume(isinstance(other, dict) and (other, other_key) != (container, key))
    other[other_key] = value_at(DOCUMENT, source)
    if not keep and isinstance(container, dict):
        del container[key]
    assert_refused(document)


@given(st.sampled_from(LEAVES), st.text(min_size=1, max_size=20), VALUES)
def test_a_member_added(path: Path, name: str, value: Any) -> None:
    document = copy.deepcopy(DOCUMENT)
    container, _ = place(document, path)
    assume(isinstance(container, dict) and name not in container)
    container[name] = value
    assert_refused(document)


@given(st.data())
def test_a_list_reordered_or_an_item_repeated(data: st.DataObject) -> None:
    document = copy.deepcopy(DOCUMENT)
    path = data.draw(
        st.sampled_from([("@context",), ("type",), ("credentialStatus",), ("credentialSubject", "earlierVaccination")])
    )
    items = value_at(document, path)
    items[:] = data.draw(st.lists(st.sampled_from(items), max_size=4))
    assert_refused(document)


@given(st.integers(0, len(TEXT) * 8 - 1))
def test_one_bit_of_the_text(bit: int) -> None:
    assert judge(flipped(TEXT, bit)).verdict is not Verdict.VALID


@given(st.integers(0, len(CODE) * 8 - 1))
def test_one_bit_of_the_code(bit: int) -> None:
    """Bits of the archive's times and versions mean nothing; all others are refused."""
    changed = flipped(CODE, bit)
    if judge(changed).verdict is Verdict.VALID:
        assert decode_divoc_qr(changed) == TEXT


@given(st.integers(0, len(CODE) - 1), st.binary(max_size=8))
def test_bytes_inserted_into_the_code(position: int, inserted: bytes) -> None:
    changed = CODE[:position] + inserted + CODE[position:]
    if judge(changed).verdict is Verdict.VALID:
        assert decode_divoc_qr(changed) == TEXT


@given(st.integers(0, len(TEXT) - 1), st.integers(1, 40))
def test_text_cut_out(position: int, length: int) -> None:
    try:
        document = parse_json_object(TEXT[:position] + TEXT[position + length :])
    except MalformedInputError:
        return
    assert_refused(document)


def flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit >> 3] ^= 1 << (bit & 7)
    return bytes(changed)
