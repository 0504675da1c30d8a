"""Codes of what a certificate names, as the formats write them; claims hold names, code lists say their codes."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class DiseaseCodes:
    """A disease's codes: SNOMED CT (the EU's `tg`) and ICD-11."""

    snomed: str | None = None
    icd11: str | None = None


@dataclass(frozen=True, slots=True)
class VaccineCodes:
    """A product's codes beside those of `claims.Vaccine`; None where a list has none.

    `dcc_prophylaxis`, `dcc_product` and `dcc_holder` are the EU's `vp`, `mp` and `ma`; `icvp_product` is the id of the
    WHO's catalogue of prequalified vaccines.
    """

    dcc_prophylaxis: str | None = None
    dcc_product: str | None = None
    dcc_holder: str | None = None
    icvp_product: str | None = None


@dataclass(frozen=True, slots=True)
class TestTypeCodes:
    """A kind of test: the EU's `tt`, and the LOINC code of an observation; `is_naat` for nucleic acid tests."""

    __test__ = False  # to pytest

    dcc_type: str | None = None
    loinc: str | None = None
    is_naat: bool = False


@dataclass(frozen=True, slots=True)
class TestResultCodes:
    """A result: SNOMED CT (the EU's `tr`, and FHIR's value) and ICD-11; `is_positive` when the disease was found."""

    __test__ = False  # to pytest

    snomed: str | None = None
    icd11: str | None = None
    is_positive: bool = False


@dataclass(frozen=True, slots=True)
class CodeBook:
    """Codes by the name that the claims have.

    `vaccines` by product name, `test_types` and `test_results` by their names, `test_devices` (the EU's `ma` of rapid
    tests) by the manufacturer's text, `diseases` by name, `countries` ISO 3166-1 alpha-3 by alpha-2.
    """

    vaccines: Mapping[str, VaccineCodes] = field(default_factory=dict)
    test_types: Mapping[str, TestTypeCodes] = field(default_factory=dict)
    test_results: Mapping[str, TestResultCodes] = field(default_factory=dict)
    test_devices: Mapping[str, str] = field(default_factory=dict)
    diseases: Mapping[str, DiseaseCodes] = field(default_factory=dict)
    countries: Mapping[str, str] = field(default_factory=dict)
