"""What a wire format cannot say for want of a code: each function gives one boolean per row, from the code lists."""

from collections.abc import Callable
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from credential_core.claims import Vaccine
from credential_core.codes import DiseaseCodes, TestResultCodes, TestTypeCodes, VaccineCodes
from credential_core.formats.hcert.who.icvp import IN_FORCE
from issuer_jobs.exports.candidates import Candidates
from issuer_jobs.exports.predicates import names_one_of
from issuer_jobs.exports.rules import Predicate

_DCC_RESULTS: Final = frozenset({"260373001", "260415000"})
"""Detected and not detected: the whole of the EU's value set (`data/code_lists/eu-dcc/test-result.json`)."""
_ICVP_SEXES: Final = ("male", "female", "other", "unknown")


def lacks_vaccine_codes(has_codes: Callable[[Vaccine, VaccineCodes], bool]) -> Predicate:
    """A rule's predicate: a known vaccine without the codes that `has_codes` looks for."""

    def breaks(rows: Candidates, column: str) -> pa.BooleanArray:
        vaccines = rows.judgement.codes.vaccines
        return names_one_of(
            rows, column, [key for key in vaccines if not has_codes(vaccines[key], vaccines.codes[key])]
        )

    return breaks


def lacks_type_code(has_code: Callable[[TestTypeCodes], bool]) -> Predicate:
    """A rule's predicate: a known kind of test without the code that `has_code` looks for."""

    def breaks(rows: Candidates, column: str) -> pa.BooleanArray:
        types = rows.judgement.codes.tests.types
        return names_one_of(rows, column, [key for key, kind in types.items() if not has_code(kind.codes)])

    return breaks


def lacks_result_code(has_code: Callable[[TestResultCodes], bool]) -> Predicate:
    """A rule's predicate: a known result without the code that `has_code` looks for."""

    def breaks(rows: Candidates, column: str) -> pa.BooleanArray:
        results = rows.judgement.codes.tests.results
        return names_one_of(rows, column, [key for key, result in results.items() if not has_code(result.codes)])

    return breaks


def lacks_disease_code(has_code: Callable[[DiseaseCodes], bool]) -> Predicate:
    """A rule's predicate: every row, when the programme's disease has not the code that `has_code` looks for."""

    def breaks(rows: Candidates, _column: str) -> pa.BooleanArray:
        codes = rows.judgement.codes.book.diseases.get(rows.judgement.programme.disease, DiseaseCodes())
        return pa.repeat(not has_code(codes), rows.rows.count)

    return breaks


def is_dcc_result(codes: TestResultCodes) -> bool:
    """Whether the EU's certificate can say the result."""
    return codes.snomed in _DCC_RESULTS


def is_unknown_device(rows: Candidates, column: str) -> pa.BooleanArray:
    """A rapid test whose manufacturer, or the lack of one, is no device of the EU's list."""
    tests = rows.judgement.codes.tests
    rapid = names_one_of(rows, "test_type", [key for key, kind in tests.types.items() if not kind.codes.is_naat])
    encoded = rows.column(column).dictionary_encode()
    known = [tests.maker_of(name) in rows.judgement.codes.book.test_devices for name in encoded.dictionary.to_pylist()]
    is_known = pa.array(known, pa.bool_()).take(encoded.indices)
    return pc.and_(rapid, pc.invert(pc.fill_null(is_known, False)))


def is_unlisted_country(rows: Candidates, _column: str) -> pa.BooleanArray:
    """The certified country is well-formed, but no country of ISO 3166-1."""
    return pc.invert(pc.is_in(rows.country(), pa.array(rows.judgement.codes.book.countries, pa.string())))


def is_no_nationality_code(rows: Candidates, column: str) -> pa.BooleanArray:
    """Absent, or no country of ISO 3166-1 as alpha-2 or alpha-3."""
    countries = rows.judgement.codes.book.countries
    known = pa.array([*countries, *countries.values()], pa.string())
    return pc.invert(pc.is_in(rows.column(column), known))


def is_no_icvp_sex(rows: Candidates, column: str) -> pa.BooleanArray:
    """Absent, or none of the four words that the WHO's certificate has."""
    return pc.invert(pc.is_in(pc.utf8_lower(rows.column(column)), pa.array(_ICVP_SEXES)))


def is_before_icvp(rows: Candidates, _column: str) -> pa.BooleanArray:
    """Every row of a night before digital certificates were allowed."""
    return pa.repeat(rows.judgement.night < IN_FORCE.date(), rows.rows.count)
