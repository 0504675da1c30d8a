"""The engine alone: whatever the rules say, of all readings of one set of values at most one is unique."""

from collections.abc import Mapping
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credential_core.formats.divoc.exchanges import Finding, Group, Reading, Value

TERMS = ("a", "b", "c", "d")
VALUES: tuple[Value, ...] = (1, 2, "", "x")


def find(own: Reading, fitting: Mapping[str, str], optional: str = "") -> Finding:
    return Group(tuple(fitting), own, lambda term, value: str(value) in fitting[term], frozenset(optional)).find()


@pytest.mark.parametrize(
    ("own", "fitting", "optional", "finding"),
    [
        ({"a": "1", "b": "2"}, {"a": "1", "b": "2"}, "", Finding.UNIQUE),
        ({"a": "2", "b": "1"}, {"a": "1", "b": "2"}, "", Finding.EXCHANGED),
        ({"a": "1", "b": "2"}, {"a": "12", "b": "12"}, "", Finding.AMBIGUOUS),
        ({"a": "1", "b": "2"}, {"a": "3", "b": "2"}, "", Finding.AMBIGUOUS),
        ({"a": "1", "b": "1"}, {"a": "1", "b": "1"}, "", Finding.UNIQUE),
        ({"a": "1"}, {"a": "1", "b": "1"}, "b", Finding.AMBIGUOUS),
        ({"a": "1"}, {"a": "1", "b": "2"}, "b", Finding.UNIQUE),
        ({"b": "1"}, {"a": "1", "b": ""}, "ab", Finding.AMBIGUOUS),
        ({}, {"a": "1", "b": "1"}, "ab", Finding.UNIQUE),
        ({}, {"a": "1", "b": "1"}, "a", Finding.AMBIGUOUS),
    ],
    ids=range(10),
)
def test_findings(own: Reading, fitting: Mapping[str, str], optional: str, finding: Finding) -> None:
    assert find(own, fitting, optional) is finding


@given(st.data())
def test_at_most_one_reading_is_unique(data: st.DataObject) -> None:
    fitting = {term: data.draw(st.sets(st.sampled_from(VALUES))) for term in TERMS}
    optional = data.draw(st.frozensets(st.sampled_from(TERMS)))
    refused = data.draw(st.lists(st.tuples(st.sampled_from(TERMS), st.sampled_from(VALUES)), max_size=3))

    def rule(reading: Reading) -> bool:
        return not any(reading.get(term) == value for term, value in refused)

    readings = [
        {term: value for term, value in zip(TERMS, chosen, strict=True) if value is not None}
        for chosen in product((*VALUES[:3], None), repeat=len(TERMS))
    ]
    by_values: dict[frozenset[Value], list[Reading]] = {}
    for own in readings:
        if Group(TERMS, own, lambda term, value: value in fitting[term], optional, rule).find() is Finding.UNIQUE:
            by_values.setdefault(frozenset(own.values()), []).append(own)
    assert all(len(unique) == 1 for unique in by_values.values())


def test_many_values_that_fit_everywhere_cost_little() -> None:
    terms = tuple("abcdefg")
    own = {term: term for term in terms}
    asked: list[str] = []

    def fits(term: str, _value: Value) -> bool:
        asked.append(term)
        return True

    assert Group(terms, own, fits).find() is Finding.AMBIGUOUS
    assert len(asked) == len(terms) ** 2
