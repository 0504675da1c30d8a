"""Bit arrays follow the ledger's rows, bit for bit."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credential_core.formats.token_status_list.reader import UnverifiedTokenSignature, UnverifiedTokenStatusList
from credential_core.limits import STATUS_LIST_ENTRIES
from credential_core.proofs import Algorithm
from issuer_jobs.errors import PublicationError
from issuer_jobs.publishing.status_lists import pack_lists
from tests.issuer_jobs.publishing.conftest import NOW

NO_SIGNATURE = UnverifiedTokenSignature(Algorithm.ED25519, b"", b"", b"")

ROWS = st.dictionaries(
    st.tuples(st.sampled_from(["2036q4-0", "2036q4-1", "2037q1-0"]), st.integers(0, STATUS_LIST_ENTRIES - 1)),
    st.tuples(st.booleans(), st.booleans()),
    max_size=40,
)


def table(rows: dict[tuple[str, int], tuple[bool, bool]]) -> pa.Table:
    columns = ("list", "index", "revoked", "suspended")
    types = (pa.string(), pa.int32(), pa.bool_(), pa.bool_())
    values = zip(*((*place, *bits) for place, bits in rows.items()), strict=True) if rows else ([],) * 4
    return pa.table({n: pa.array(v, t) for n, v, t in zip(columns, values, types, strict=True)})


@given(ROWS)
def test_every_bit_is_where_the_standard_wants_it(rows: dict[tuple[str, int], tuple[bool, bool]]) -> None:
    lists = {one.name: one for one in pack_lists(table(rows))}
    assert sorted(lists) == list(lists) == sorted({name for name, _ in rows})
    for name, one in lists.items():
        for number, purpose in enumerate(("revocation", "suspension")):
            bits = np.unpackbits(np.frombuffer(one.bits[purpose], np.uint8))  # most significant bit first
            expected = {index for (owner, index), flags in rows.items() if owner == name and flags[number]}
            assert set(np.flatnonzero(bits).tolist()) == expected
            assert (one.count(purpose), bits.size) == (len(expected), STATUS_LIST_ENTRIES)
        assert one.entries == sum(owner == name for owner, _ in rows)


@pytest.mark.parametrize("index", [-1, STATUS_LIST_ENTRIES, None])
def test_an_index_outside_its_list_is_refused(index: int) -> None:
    with pytest.raises(PublicationError, match="restore the store from its backup"):
        pack_lists(table({("2036q4-0", index): (True, False)}))


@given(ROWS)
def test_a_token_status_list_says_the_same_of_every_entry(rows: dict[tuple[str, int], tuple[bool, bool]]) -> None:
    for one in pack_lists(table(rows)):
        token = UnverifiedTokenStatusList("", NOW, None, 2, one.statuses, NO_SIGNATURE)
        for (name, index), (revoked, suspended) in rows.items():
            if name == one.name:
                assert token.status(index) == (1 if revoked else 2 if suspended else 0)
        said = sum(owner == one.name and (revoked or suspended) for (owner, _), (revoked, suspended) in rows.items())
        assert (len(one.statuses), sum(map(int.bit_count, one.statuses))) == (STATUS_LIST_ENTRIES // 4, said)
