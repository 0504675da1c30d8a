"""Judging: conservation, what events look like, what rejects carry, and text that tries to break it."""

import pickle
from dataclasses import replace
from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from issuer_jobs.exports.judging import Judgement
from issuer_jobs.exports.rejects import REJECT_COLUMNS
from issuer_jobs.exports.schema import CONTRACT, EVENT_SCHEMA, TEST_CONTRACT, TESTS, VACCINATIONS
from issuer_jobs.exports.text import MAX_CHARACTERS
from issuer_jobs.programme_formats import CredentialFormat, EventKind, FormatSettings
from tests.issuer_jobs.exports.rows import CODES, DOMESTIC, NIGHT, VACCINES, clean_row, judge_row, judge_table, table_of
from tests.issuer_jobs.exports.rows import TESTS as TEST_PROGRAMME


def _text_array(*values: bytes | None) -> pa.Array:
    """Strings with any bytes, as a careless writer leaves them in Parquet."""
    encoded = pa.array(values, pa.binary())
    return pa.Array.from_buffers(pa.string(), len(encoded), encoded.buffers())


def test_event_is_normalised() -> None:
    (event,) = judge_row(
        recipient_name="  Zoe\u0308 Kumar ", recipient_email="  ", vaccination_vaccine="COVAXIN", event_id=""
    ).events.to_pylist()
    assert event["recipient_name"] == "Zoë Kumar"
    assert (event["recipient_email"], event["event_id"]) == (None, None)
    assert event["vaccination_vaccine"] == "covaxin"
    assert event["vaccination_manufacturer"] == VACCINES["covaxin"].manufacturer


def test_exported_manufacturer_and_country_are_kept() -> None:
    (event,) = judge_row(vaccination_manufacturer="BB", vaccination_country="LK").events.to_pylist()
    assert (event["vaccination_manufacturer"], event["vaccination_country"]) == ("BB", "LK")


def test_tables_have_their_schemas_even_without_rows() -> None:
    judged = judge_table(table_of())
    assert judged.events.schema == EVENT_SCHEMA
    assert judged.rejects.schema.names == [*CONTRACT.names, *REJECT_COLUMNS.names]
    assert judged.warnings.schema == judged.rejects.schema
    assert judged.events.num_rows == judged.rejects.num_rows == judged.warnings.num_rows == 0


def test_aware_time_counts_in_the_programmes_zone() -> None:
    late = pa.array([1795305600 - 1], pa.timestamp("s", tz="UTC"))  # 2026-11-21T23:59:59Z
    events = judge_table(table_of(clean_row(), vaccination_date=late)).events
    assert events["vaccination_date"].to_pylist() == [date(2026, 11, 22)]


def test_row_with_many_faults_is_one_reject_that_names_them_all() -> None:
    judged = judge_table(
        table_of(clean_row(), clean_row(recipient_name="", vaccination_dose=0, recipient_gender="?")), first_row=40
    )
    (reject,) = judged.rejects.to_pylist()
    assert (reject["rule_id"], reject["file"], reject["row_number"]) == ("missing_name", "part-0.parquet", 41)
    assert reject["message"].endswith("Also: dose_zero (vaccination_dose).")
    assert reject["vaccination_dose"] == "0"
    assert judged.warnings.num_rows == 0
    assert judged.events["row_number"].to_pylist() == [40]


def test_reject_keeps_source_columns_that_the_contract_does_not_have() -> None:
    table = table_of(clean_row(recipient_name=""))
    table = table.append_column("message", pa.array(["hello"])).append_column("tags", pa.array([["a"]]))
    (reject,) = judge_table(table).rejects.to_pylist()
    assert (reject["source_message"], reject["tags"]) == ("hello", "<list<item: string>>")


@pytest.mark.parametrize("damaged", [b"Asha \xff", b"Asha \xed\xa0\x80", b"Asha \xc0\xaf", b"Asha\x00"])
@pytest.mark.parametrize("kind", ["string", "binary", "binary_view", "dictionary"])
def test_damaged_text_is_rejected_beside_a_clean_row(damaged: bytes, kind: str) -> None:
    names = _text_array(damaged, b"Asha Kumar", None)
    if kind.startswith("binary"):
        names = names.cast(pa.type_for_alias(kind))
    elif kind == "dictionary":
        names = pa.DictionaryArray.from_arrays(pa.array([0, 1, None], pa.int32()), names[:2])
    judged = judge_table(table_of(clean_row(), clean_row(), clean_row(), recipient_name=names))
    assert judged.rejects["rule_id"].to_pylist() == ["invalid_text", "missing_name"]
    assert judged.rejects["recipient_name"].to_pylist()[0].startswith("Asha")
    assert judged.events["row_number"].to_pylist() == [1]
    judged.rejects.validate(full=True)


def test_very_long_text_is_cut_in_rejects() -> None:
    (reject,) = judge_row(recipient_name="ක" * 1_000_000).rejects.to_pylist()
    assert reject["recipient_name"] == "ක" * MAX_CHARACTERS


def test_judgement_travels_to_workers() -> None:
    judgement = Judgement(DOMESTIC, CODES, NIGHT)
    assert pickle.loads(pickle.dumps(judgement)) == judgement  # noqa: S301 - our own bytes


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.binary(max_size=40) | st.text(max_size=40).map(str.encode) | st.none(), min_size=1, max_size=6),
    st.data(),
)
def test_any_text_anywhere_becomes_an_event_or_a_reject(values: list[bytes | None], data: st.DataObject) -> None:
    column = data.draw(st.sampled_from([*VACCINATIONS.texts, "vaccination_date", "vaccination_dose", "recipient_age"]))
    table = table_of(*[clean_row()] * len(values), **{column: _text_array(*values)})
    judged = judge_table(table)
    rows = judged.events["row_number"].to_pylist() + judged.rejects["row_number"].to_pylist()
    assert sorted(rows) == list(range(len(values)))
    judged.events.validate(full=True)
    judged.rejects.validate(full=True)
    judged.warnings.validate(full=True)


_EVERY_TEST_FORMAT = FormatSettings(tuple(one for one in CredentialFormat if EventKind.TEST in one.kinds))


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.binary(max_size=40) | st.text(max_size=40).map(str.encode) | st.none(), min_size=1, max_size=6),
    st.sampled_from([*TESTS.texts, "test_collected_at", "test_resulted_at", "recipient_birth_date"]),
)
def test_any_text_anywhere_in_a_test_becomes_an_event_or_a_reject(values: list[bytes | None], column: str) -> None:
    programme = replace(TEST_PROGRAMME, formats=_EVERY_TEST_FORMAT)
    rows = [clean_row(EventKind.TEST)] * len(values)
    judged = judge_table(table_of(*rows, kind=EventKind.TEST, **{column: _text_array(*values)}), programme)
    assert judged.events.num_rows + judged.rejects.num_rows == len(values)
    judged.events.validate(full=True)
    judged.rejects.validate(full=True)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(-(2**63), 2**63 - 1), min_size=1, max_size=4), st.sampled_from(["s", "ms", "us", "ns"]))
def test_any_moment_of_a_test_becomes_an_event_or_a_reject(values: list[int], unit: str) -> None:
    for zone in (None, "UTC", "America/Jamaica"):
        moments = pa.array(values, pa.int64()).cast(pa.timestamp(unit, tz=zone))
        rows = [clean_row(EventKind.TEST)] * len(values)
        judged = judge_table(
            table_of(*rows, kind=EventKind.TEST, test_collected_at=moments, test_resulted_at=moments), TEST_PROGRAMME
        )
        assert judged.events.num_rows + judged.rejects.num_rows == len(values)
        judged.events.to_pylist()


def test_empty_export_of_tests_has_its_schemas() -> None:
    judged = judge_table(table_of(kind=EventKind.TEST), TEST_PROGRAMME)
    assert judged.events.schema == TESTS.events
    assert judged.rejects.schema.names == [*TEST_CONTRACT.names, *REJECT_COLUMNS.names]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(-(2**31), 2**31 - 1), min_size=1, max_size=5), st.sampled_from(CONTRACT.names))
def test_any_number_anywhere_becomes_an_event_or_a_reject(values: list[int], column: str) -> None:
    kind = CONTRACT.field(column).type
    array = pa.array(values, pa.int32())
    judged = judge_table(table_of(*[clean_row()] * len(values), **{column: array.cast(kind)}))
    assert judged.events.num_rows + judged.rejects.num_rows == len(values)
    judged.events.to_pylist()
    judged.rejects.to_pylist()
