"""Column mapping: a team's own names, and what fails the file."""

from collections.abc import Mapping
from dataclasses import replace

import pyarrow as pa
import pytest

from issuer_jobs.configuration import Programme
from issuer_jobs.errors import ConfigurationError, InputError
from tests.issuer_jobs.exports.rows import DOMESTIC, INTERNATIONAL, REGIONAL, TESTS, clean_row, judge_table, table_of

_TABLE = table_of(clean_row())


def _renamed(names: Mapping[str, str]) -> pa.Table:
    return _TABLE.rename_columns([names.get(name, name) for name in _TABLE.schema.names])


def test_team_keeps_its_own_column_names() -> None:
    table = _renamed({"recipient_name": "full_name", "vaccination_dose": "dose no"}).append_column(
        "ward", pa.array(["7"])
    )
    programme = replace(DOMESTIC, columns={"recipient_name": "full_name", "vaccination_dose": "dose no"})
    assert judge_table(table, programme).events["recipient_name"].to_pylist() == ["Asha Kumar"]


def test_rejects_speak_of_the_source_column() -> None:
    names = {"recipient_name": "full_name"}
    table = _renamed(names).set_column(2, "full_name", pa.array([""]))
    (reject,) = judge_table(table, replace(DOMESTIC, columns=names)).rejects.to_pylist()
    assert (reject["column"], reject["full_name"]) == ("full_name", "")


@pytest.mark.parametrize(
    ("missing", "programme"),
    [
        ("vaccination_batch", DOMESTIC),
        ("recipient_birth_date", INTERNATIONAL),
        ("recipient_identity_type", INTERNATIONAL),
        ("recipient_birth_date", REGIONAL),
    ],
)
def test_missing_required_column_fails_the_file(missing: str, programme: Programme) -> None:
    with pytest.raises(InputError, match=rf"part-0\.parquet: missing columns: {missing}"):
        judge_table(_TABLE.drop_columns([missing]), programme)


def test_one_of_age_and_birth_date_is_enough_for_a_domestic_programme() -> None:
    assert judge_table(_TABLE.drop_columns(["recipient_age"])).events.num_rows == 1
    with pytest.raises(InputError, match="recipient_birth_date"):
        judge_table(_TABLE.drop_columns(["recipient_age", "recipient_birth_date"]))


def test_optional_columns_may_be_absent() -> None:
    optional = [name for name in _TABLE.schema.names if name.endswith(("line_2", "_email", "_phone", "_country"))]
    (event,) = judge_table(_TABLE.drop_columns([*optional, "vaccination_manufacturer"])).events.to_pylist()
    assert (event["vaccination_country"], event["vaccination_manufacturer"]) == (
        "IN",
        "Bharat Biotech International Limited",
    )


def test_mapping_to_an_absent_column_fails_the_file() -> None:
    with pytest.raises(InputError, match="'full_name' is not there"):
        judge_table(_TABLE, replace(DOMESTIC, columns={"recipient_name": "full_name"}))


def test_mapping_of_an_unknown_column_is_a_configuration_error() -> None:
    with pytest.raises(ConfigurationError, match="recipient_nome"):
        judge_table(_TABLE, replace(DOMESTIC, columns={"recipient_nome": "recipient_name"}))


def test_repeated_column_fails_the_file() -> None:
    with pytest.raises(InputError, match="more than once"):
        judge_table(_TABLE.append_column("event_id", pa.array(["again"])))


def test_test_programme_reads_tests_and_no_vaccinations() -> None:
    with pytest.raises(InputError, match="missing columns: test_type, test_collected_at, test_result"):
        judge_table(_TABLE, TESTS)
    with pytest.raises(ConfigurationError, match=r"test_event\.json"):
        judge_table(_TABLE, replace(TESTS, columns={"vaccination_dose": "dose"}))
