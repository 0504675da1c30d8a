"""Samples: deterministic, clean where they say so, dirty in every promised way, and corrected later."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from issuer_jobs.configuration import Programme, ProgrammeId, load_configuration
from issuer_jobs.durable import sha256_of
from issuer_jobs.errors import ConfigurationError, InputError
from issuer_jobs.exports.judging import JudgedBatch, Judgement, judge
from issuer_jobs.exports.reading import find_export_files, read_batches
from issuer_jobs.exports.sample.dirt import dirty_kinds
from issuer_jobs.exports.sample.generating import corrections_of, generate_sample
from issuer_jobs.exports.sample.request import CorrectionRequest, SampleRequest
from issuer_jobs.exports.schema import contract_of
from issuer_jobs.packaged_data import data_folder
from tests.issuer_jobs.exports.rows import CODES, DOMESTIC, INTERNATIONAL, NIGHT

_NEXT = date(2026, 11, 23)
_ALL = load_configuration(data_folder()).programmes
_ABROAD = tuple(_ALL.values())
_TESTS, _RECOVERY = _ALL[ProgrammeId("india-tests")], _ALL[ProgrammeId("austria-recovery")]
_RULE_OF_KIND = {
    "missing_name": "missing_name",
    "neither_age_nor_birth_date": "age_or_birth_date_missing",
    "future_birth_date": "birth_date_in_future",
    "future_vaccination_date": "vaccination_date_in_future",
    "dose_zero": "dose_zero",
    "dose_beyond_plan": "dose_beyond_plan",
    "unknown_vaccine": "vaccine_unknown",
    "wrong_type": "wrong_type",
    "control_characters": "control_characters",
    "formula_injection": "formula_injection",
    "long_name": "text_too_long",
    "future_sample": "sample_time_in_future",
    "result_before_sample": "result_before_sample",
    "unknown_result": "test_result_unknown",
}
"""Duplicates are the planner's to find: the judge accepts them."""


def _request(out: Path, rows: int = 1_000, dirty_share: float = 0.0, seed: int = 1) -> SampleRequest:
    return SampleRequest(
        out, (DOMESTIC, INTERNATIONAL), (NIGHT, _NEXT), rows, CODES, seed, dirty_share, rows_per_file=400
    )


def _judged(out: Path, programme: Programme, night: date = NIGHT) -> list[JudgedBatch]:
    judgement = Judgement(programme, CODES, night)
    files = find_export_files(out, programme.id, night)
    return [judge(batch, judgement) for file in files for batch in read_batches(file, programme, 300)]


def _events(judged: Iterable[JudgedBatch]) -> pa.Table:
    return pa.concat_tables([batch.events for batch in judged])


def _hashes(out: Path) -> dict[str, str]:
    return {path.relative_to(out).as_posix(): sha256_of(path) for path in out.rglob("*.parquet")}


def test_same_request_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        generate_sample(_request(tmp_path / name, dirty_share=0.2, seed=seed))
    assert _hashes(tmp_path / "a") == _hashes(tmp_path / "b")
    assert not set(_hashes(tmp_path / "a").values()) & set(_hashes(tmp_path / "c").values())


@pytest.mark.parametrize("programme", [DOMESTIC, INTERNATIONAL, *_ABROAD], ids=lambda programme: programme.id)
def test_clean_sample_has_no_rejects_and_no_warnings(tmp_path: Path, programme: Programme) -> None:
    (made,) = generate_sample(replace(_request(tmp_path), programmes=(programme,), nights=(NIGHT,)))
    judged = _judged(tmp_path, programme)
    assert [pq.read_metadata(path).num_rows for path in made.files] == [400, 400, 200]
    assert made.counts["clean"] == _events(judged).num_rows == 1_000
    assert sum(batch.rejects.num_rows + batch.warnings.num_rows for batch in judged) == 0
    assert pq.read_schema(made.files[0]) == contract_of(programme.kind).columns


@pytest.mark.parametrize("programme", [DOMESTIC, INTERNATIONAL])
@pytest.mark.parametrize("dirty_share", [0.13, 0.9, 1.0])
def test_every_kind_of_dirt_ends_in_its_rule(tmp_path: Path, programme: Programme, dirty_share: float) -> None:
    made = generate_sample(_request(tmp_path, dirty_share=dirty_share))
    counts = next(night.counts for night in made if (night.programme, night.night) == (programme.id, NIGHT))
    judged = _judged(tmp_path, programme)
    rejected = Counter(rule for batch in judged for rule in batch.rejects["rule_id"].to_pylist())
    assert rejected == {rule: counts[kind] for kind, rule in _RULE_OF_KIND.items() if kind in counts}
    assert sum(rejected.values()) + _events(judged).num_rows == 1_000
    dirty = [counts[kind.value] for kind in dirty_kinds(programme.kind)]
    assert sum(dirty) == round(1_000 * dirty_share)
    assert max(dirty) - min(dirty) <= 1


@pytest.mark.parametrize("programme", [_TESTS, _RECOVERY], ids=lambda programme: programme.id)
def test_dirty_tests_end_in_their_rules(tmp_path: Path, programme: Programme) -> None:
    (made,) = generate_sample(
        replace(_request(tmp_path, dirty_share=0.3), programmes=(programme,), nights=(NIGHT,), rows=500)
    )
    rejected = Counter(rule for batch in _judged(tmp_path, programme) for rule in batch.rejects["rule_id"].to_pylist())
    rules = {**_RULE_OF_KIND, "wrong_type": "time_unreadable"}
    assert rejected == {rules[kind]: count for kind, count in made.counts.items() if kind in rules}


def test_tests_are_as_laboratories_report_them(tmp_path: Path) -> None:
    generate_sample(replace(_request(tmp_path), programmes=(_TESTS, _RECOVERY), nights=(NIGHT,)))
    rows = _events(_judged(tmp_path, _TESTS)).to_pylist()
    assert {row["test_type"] for row in rows} == {"rt-pcr", "naat", "rapid-antigen"}
    assert {row["test_result"] for row in rows} == {"detected", "not-detected"}
    rapid = [row for row in rows if row["test_type"] == "rapid-antigen"]
    assert all(row["test_manufacturer"] in CODES.book.test_devices for row in rapid)
    assert all(row["test_collected_at"] < row["test_resulted_at"] for row in rows)
    hours = {row["test_collected_at"].astimezone(_TESTS.zone).hour for row in rows}
    assert hours == set(range(7, 18))
    recovered = _events(_judged(tmp_path, _RECOVERY)).to_pylist()
    assert {row["test_result"] for row in recovered} == {"detected"}
    assert all(CODES.tests.types[row["test_type"]].codes.is_naat for row in recovered)


def test_names_come_in_parts_and_in_icaos_letters_where_a_script_has_no_table(tmp_path: Path) -> None:
    programme = _ALL[ProgrammeId("sri-lanka")]
    generate_sample(replace(_request(tmp_path), programmes=(programme,), nights=(NIGHT,)))
    rows = _events(_judged(tmp_path, programme)).to_pylist()
    in_parts = [row for row in rows if row["recipient_family_name"]]
    assert 400 < len(in_parts) < 600
    sinhala = [row for row in in_parts if row["recipient_family_name"] == "පෙරේරා"]
    assert {row["recipient_family_name_icao"] for row in sinhala} == {"PERERA"}
    assert any(row["recipient_family_name_icao"] is None for row in in_parts)


def test_protection_against_yellow_fever_has_no_period(tmp_path: Path) -> None:
    programme = _ALL[ProgrammeId("icvp-clinic")]
    generate_sample(replace(_request(tmp_path), programmes=(programme,), nights=(NIGHT,)))
    rows = _events(_judged(tmp_path, programme)).to_pylist()
    names = ("vaccination_effective_from", "vaccination_effective_until")
    periods = {(row["vaccination_vaccine"], *(row[name] is None for name in names)) for row in rows}
    assert periods == {("stamaril", True, True), ("oral-polio", False, False)}


def test_doses_are_those_that_divocs_signature_tells_from_the_plan(tmp_path: Path) -> None:
    programme = _ALL[ProgrammeId("philippines")]
    generate_sample(replace(_request(tmp_path), programmes=(programme,), nights=(NIGHT,)))
    rows = _events(_judged(tmp_path, programme)).to_pylist()
    beyond = {row["vaccination_vaccine"] for row in rows if row["vaccination_dose"] > row["vaccination_total_doses"]}
    assert beyond == set(programme.vaccines) - {"janssen", "coronavac"}


def test_icvp_clinic_exports_codes_of_countries(tmp_path: Path) -> None:
    programme = _ALL[ProgrammeId("icvp-clinic")]
    generate_sample(replace(_request(tmp_path), programmes=(programme,), nights=(NIGHT,)))
    rows = _events(_judged(tmp_path, programme)).to_pylist()
    assert {"KEN", "LKA"} <= {row["recipient_nationality"] for row in rows} <= set(CODES.book.countries.values())
    assert {row["recipient_address_country"] for row in rows} == {"KE"}


def test_corrected_tests_differ_in_name_batch_or_sample(tmp_path: Path) -> None:
    first = replace(_request(tmp_path), programmes=(_TESTS,), nights=(NIGHT,), rows=300)
    generate_sample(first)
    corrections_of(CorrectionRequest(first, _NEXT, share=0.1))
    before = {row["event_id"]: row for row in _events(_judged(tmp_path, _TESTS)).to_pylist()}
    rows = [row for row in _events(_judged(tmp_path, _TESTS, _NEXT)).to_pylist() if row["event_id"] in before]
    changed = Counter(
        next((name for name in row if name != "row_number" and row[name] != before[row["event_id"]][name]), "")
        for row in rows
    )
    assert changed == {"": 15, "recipient_name": 10, "test_batch": 10, "test_collected_at": 10}


def test_duplicates_repeat_clean_rows_and_conflicting_ones_change_them(tmp_path: Path) -> None:
    counts = generate_sample(_request(tmp_path, dirty_share=0.13))[0].counts
    rows = _events(_judged(tmp_path, DOMESTIC)).drop_columns(["row_number"]).to_pylist()
    ids = Counter(row["event_id"] for row in rows)
    contents = Counter(tuple(row.values()) for row in rows)
    assert sum(count - 1 for count in ids.values()) == counts["duplicate_event"] + counts["conflicting_duplicate"]
    assert sum(count - 1 for count in contents.values()) == counts["duplicate_event"]


def test_sample_has_many_scripts_and_all_kinds_of_doses(tmp_path: Path) -> None:
    generate_sample(_request(tmp_path))
    events = _events(_judged(tmp_path, INTERNATIONAL))
    names = events["recipient_name"]
    for script in ("Devanagari", "Tamil", "Bengali", "Telugu", "Kannada", "Arabic", "Han", "Cyrillic", "Sinhala"):
        assert pc.any(pc.match_substring_regex(names, rf"\p{{{script}}}")).as_py(), script
    kinds = {
        (row["vaccination_dose"] > row["vaccination_total_doses"])
        - (row["vaccination_dose"] < row["vaccination_total_doses"])
        for row in events.to_pylist()
    }
    assert kinds == {-1, 0, 1}
    assert len(events["facility_name"].unique()) > 50


def test_some_people_come_back_for_their_next_dose(tmp_path: Path) -> None:
    generate_sample(_request(tmp_path))
    first, second = (_events(_judged(tmp_path, DOMESTIC, night)).to_pylist() for night in (NIGHT, _NEXT))
    before = {row["recipient_reference"]: row for row in first}
    returning = [row for row in second if row["recipient_reference"] in before]
    assert len(returning) == 200
    for row in returning:
        earlier = before[row["recipient_reference"]]
        assert row["vaccination_dose"] == earlier["vaccination_dose"] + 1
        assert (row["recipient_name"], row["vaccination_vaccine"]) == (
            earlier["recipient_name"],
            earlier["vaccination_vaccine"],
        )
    assert not {row["event_id"] for row in first} & {row["event_id"] for row in second}


def test_identity_numbers_are_of_no_issued_series(tmp_path: Path) -> None:
    generate_sample(_request(tmp_path))
    starts = {"Aadhaar": "0000", "PAN": "ZZZZZ", "Voter": "ZZZ", "Driving": "ZZ00", "Passport": "Z0"}
    rows = _events(_judged(tmp_path, DOMESTIC)).to_pylist()
    assert {row["recipient_identity_type"] for row in rows} == set(starts)
    assert all(row["recipient_identity_number"].startswith(starts[row["recipient_identity_type"]]) for row in rows)


def test_second_night_corrects_repeats_and_adds(tmp_path: Path) -> None:
    first = replace(_request(tmp_path, dirty_share=0.13), nights=(NIGHT,))
    generate_sample(first)
    made = corrections_of(CorrectionRequest(first, _NEXT, share=0.1, unchanged_share=0.2, new_rows=500))
    assert [night.counts for night in made] == [{"corrected": 87, "unchanged": 174, "new": 500}] * 2
    assert [pq.read_metadata(path).num_rows for path in made[0].files] == [400, 361]
    before = {row.pop("event_id"): row for row in _rows(tmp_path, NIGHT)}
    rows = _rows(tmp_path, _NEXT)
    known = [(before[event_id], row) for row in rows if (event_id := row.pop("event_id")) in before]
    changed = Counter(
        frozenset(
            name
            for name in row
            if name != "recipient_family_name"
            and row[name] != earlier[name]
            and not name.endswith(("latin", "from", "until", "_icao"))
        )
        for earlier, row in known
    )
    assert changed == {
        frozenset(): 174,
        frozenset({"recipient_name"}): 29,
        frozenset({"vaccination_batch"}): 29,
        frozenset({"vaccination_date"}): 29,
    }
    assert len(rows) == 87 + 174 + 500


def _rows(out: Path, night: date) -> list[dict[str, object]]:
    judged = _judged(out, DOMESTIC, night)
    repeated = set()
    rows: list[dict[str, object]] = []
    for row in _events(judged).drop_columns(["row_number"]).to_pylist():
        if row["event_id"] not in repeated and not str(row["vaccination_batch"]).endswith("-X"):
            repeated.add(row["event_id"])
            rows.append(row)
    return rows


def test_other_files_in_the_folder_are_refused(tmp_path: Path) -> None:
    generate_sample(_request(tmp_path))
    with pytest.raises(InputError, match=r"part-1\.parquet"):
        generate_sample(_request(tmp_path, rows=10))


@pytest.mark.parametrize("rows", [0, 1])
def test_tiny_samples_are_exports_too(tmp_path: Path, rows: int) -> None:
    generate_sample(_request(tmp_path, rows=rows, dirty_share=1.0))
    assert len(find_export_files(tmp_path, DOMESTIC.id, NIGHT)) == 1


def test_request_out_of_range_is_refused(tmp_path: Path) -> None:
    request = _request(tmp_path)
    with pytest.raises(ConfigurationError, match="dirty share"):
        replace(request, dirty_share=1.1)
    with pytest.raises(ConfigurationError, match="nights"):
        replace(request, nights=(date(1999, 1, 1),))
    with pytest.raises(ConfigurationError, match="no-such"):
        replace(request, programmes=(replace(DOMESTIC, vaccines=("no-such",)),))
    with pytest.raises(ConfigurationError, match="together at most 1"):
        CorrectionRequest(request, _NEXT, share=0.9, unchanged_share=0.2)
    with pytest.raises(ConfigurationError, match="come after"):
        CorrectionRequest(request, NIGHT, share=0.1)
