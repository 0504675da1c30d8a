"""Writes DDCC core data sets (RC2): vaccination status as sub-claim 3, test results as sub-claim 4, one event each.

The profile is "Proof of Vaccination", which leaves out the person's sex.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from credential_core.claims import Certificate, CivilDate, Person, Recovery, TestResult, Vaccination
from credential_core.codes import CodeBook, DiseaseCodes, TestResultCodes, TestTypeCodes, VaccineCodes
from credential_core.encodings.cbor import CborMap
from credential_core.encodings.members import format_time
from credential_core.formats.hcert.wording import country_code, required, whole_date, words
from credential_core.formats.hcert.writer import Authority
from credential_core.formats.unsayable import UnsayableError

VACCINATION_STATUS, TEST_RESULT = 3, 4
_VERSION = "RC2"
_ICD11 = "http://id.who.int/icd11/mms"
_LOINC = "http://loinc.org"
_SNOMED = "http://snomed.info/sct"
_COUNTRIES = "urn:iso:std:iso:3166"
_EU_REGISTER = "https://ec.europa.eu/health/documents/community-register/html/"
_EU_OTHER_PRODUCTS = "http://ec.europa.eu/temp/vaccineproductname"
_EU_ORGANISATIONS = "https://spor.ema.europa.eu/v1/organisations"
_EU_OTHER_ORGANISATIONS = "http://ec.europa.eu/temp/vaccinemanufacturer"
_PATHOGENS = {"RA01": "XN109"}  # ICD-11: what causes the disease; a test looks for that
_VACCINES, _TESTS = "data/code_lists/vaccines.toml", "data/code_lists/tests.toml"


def who_ddcc(certificate: Certificate, authority: Authority, book: CodeBook) -> tuple[int, CborMap]:
    """The number of the sub-claim, and the data set; earlier events have certificates of their own.

    Refuses (UnsayableError) what lacks a member that the data set requires, or the code for one.
    """
    writer = _Writer(book)
    data_set = {**_person(certificate.person), "certificate": _metadata(certificate, authority)}
    match certificate.event:
        case Vaccination() as vaccination:
            return VACCINATION_STATUS, {**data_set, "vaccination": writer.vaccination(vaccination)}
        case TestResult() as test:
            return TEST_RESULT, {**data_set, "test": writer.test(test)}
        case Recovery():
            raise TypeError("the data set knows vaccinations and tests")
        case _:
            assert_never(certificate.event)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes the event; members in the data set's order."""

    book: CodeBook

    def vaccination(self, dose: Vaccination) -> CborMap:
        if dose.dose is None or dose.dose < 1:
            message = "The WHO's data set needs the number of the dose, from 1. Give it."
            raise UnsayableError("who_ddcc_dose", "vaccination_dose", message)
        lot = required(
            dose.batch, "who_ddcc_batch", "vaccination_batch", "The WHO's data set needs the batch. Give it."
        )
        message = f"The WHO's data set needs the vaccine's ICD-11 code. Add icd11 to {_VACCINES}."
        kind = required(dose.vaccine.icd11, "who_ddcc_vaccine", "vaccination_vaccine", message)
        optional = self._disease(dose.vaccine.disease)
        if dose.effective_from is not None:
            optional["validFrom"] = dose.effective_from.isoformat()
        if dose.total_doses is not None and dose.total_doses >= 1:
            optional["totalDoses"] = dose.total_doses
        if dose.facility is not None:
            optional["centre"] = words(dose.facility.name, "facility_name")
        return {
            "vaccine": _coding(_ICD11, kind),
            **self._product(dose),
            "lot": words(lot, "vaccination_batch"),
            "date": whole_date(dose.date, "vaccination_date").isoformat(),
            "dose": dose.dose,
            "country": self._country(dose.country, "vaccination_country"),
            **optional,
        }

    def test(self, test: TestResult) -> CborMap:
        optional: CborMap = {}
        if test.name:
            optional["brand"] = _display(test.name, "test_name")
        if test.manufacturer:
            optional["manufacturer"] = _display(test.manufacturer, "test_manufacturer")
        if test.sample_origin:
            optional["origin"] = _display(test.sample_origin, "test_sample_origin")
        if test.facility is not None:
            optional["centre"] = _display(test.facility.name, "facility_name")
        return {
            "pathogen": self._pathogen(test),
            "type": self._test_type(test),
            "date": _sample_date(test.collected_at),
            "result": self._result(test),
            "country": self._country(test.country, "test_country"),
            **optional,
        }

    def _product(self, dose: Vaccination) -> CborMap:
        """Brand, and who holds its authorisation or else makes it: by the EU's codes where it has them."""
        codes = self.book.vaccines.get(dose.vaccine.name, VaccineCodes())
        product, holder = codes.dcc_product, codes.dcc_holder
        display = _display(dose.vaccine.name, "vaccination_vaccine")
        brand = {**(_coding(_product_system(product), product) if product else {}), **display}
        if holder:
            return {"brand": brand, "maholder": _coding(_organisation_system(holder), holder)}
        message = "The WHO's data set needs the vaccine's manufacturer. Give it."
        maker = required(dose.vaccine.manufacturer, "who_ddcc_manufacturer", "vaccination_manufacturer", message)
        return {"brand": brand, "manufacturer": _display(maker, "vaccination_manufacturer")}

    def _test_type(self, test: TestResult) -> CborMap:
        """The EU's LOINC part, which readers of DDCC know, or the kind's own name."""
        codes = self.book.test_types.get(test.test_type, TestTypeCodes())
        if codes.dcc_type is None:
            return _display(test.test_type, "test_type")
        return _coding(_LOINC, codes.dcc_type)

    def _result(self, test: TestResult) -> CborMap:
        """By SNOMED CT: ICD-11 has a code for a disease without a finding of its virus, and none for its absence."""
        codes = self.book.test_results.get(test.result, TestResultCodes())
        message = f"The WHO's data set needs the result's SNOMED CT code. Add snomed to {_TESTS}."
        return _coding(_SNOMED, required(codes.snomed, "who_ddcc_test_result", "test_result", message))

    def _disease(self, name: str | None) -> CborMap:
        """Optional: a vaccine against several diseases has no code for them."""
        if name is None:
            return {}
        code = self.book.diseases.get(name, DiseaseCodes()).icd11
        return {"disease": _coding(_ICD11, code) if code else _display(name, "vaccination_vaccine")}

    def _pathogen(self, test: TestResult) -> CborMap:
        code = self.book.diseases.get(test.disease or "", DiseaseCodes()).icd11
        message = "The WHO's data set needs the disease's ICD-11 code. Add icd11 to data/code_lists/diseases.toml."
        disease = required(code, "who_ddcc_disease", "test_type", message)
        return _coding(_ICD11, _PATHOGENS.get(disease, disease))

    def _country(self, code: str | None, column: str) -> CborMap:
        """ISO 3166-1 alpha-3, as the data set prefers it."""
        alpha3 = self.book.countries.get(country_code(code, column))
        message = "This is no country's code of ISO 3166-1. Correct it."
        return _coding(_COUNTRIES, required(alpha3, "who_ddcc_country", column, message))


def _person(person: Person) -> CborMap:
    written: CborMap = {"name": words(person.name, "recipient_name")}
    if person.birth_date is not None:
        written["birthDate"] = person.birth_date.isoformat()
    if person.identity is not None:
        written["identifier"] = {"value": words(person.identity.number, "recipient_identity_number")}
    return written


def _metadata(certificate: Certificate, authority: Authority) -> CborMap:
    """The period is the envelope's (`iat`, `exp`), and is not said twice."""
    if certificate.id is None:
        raise ValueError("what is issued has an id")
    return {
        "issuer": {"identifier": {"value": words(authority.name, "hcert.authority")}},
        "hcid": {"value": certificate.id},
        "version": _VERSION,
    }


def _sample_date(collected: datetime | CivilDate) -> str:
    if not isinstance(collected, datetime):
        return whole_date(collected, "test_collected_at").isoformat()
    if collected.tzinfo is None:
        raise ValueError("claims have aware times")
    return format_time(collected)


def _coding(system: str, code: str) -> CborMap:
    return {"system": system, "code": code}


def _display(text: str, column: str) -> CborMap:
    """What no code system that readers know has a code for."""
    return {"display": words(text, column)}


def _product_system(code: str) -> str:
    """Whose the EU's product codes are (value set `vaccines-covid-19-names`)."""
    return _EU_REGISTER if code.startswith("EU/") else _EU_OTHER_PRODUCTS


def _organisation_system(code: str) -> str:
    """Whose the EU's codes of holders are (value set `vaccines-covid-19-auth-holders`)."""
    return _EU_ORGANISATIONS if code.startswith("ORG-") else _EU_OTHER_ORGANISATIONS
