"""WHO payloads as an issuer would write them, for tests: ICVPs in the names of three years, DDCC in both forms."""

from typing import Any

from tests.hcert_issuer import Claims

DAKAR = "a3K3X000006MihuUAC"  # yellow fever, release 2026-04
STAMARIL = "YellowFeverProductd8a09f80301dc05e124f99ffe7711fc0"  # release 2025-10
BIOPOLIO = "PolioVaccineOralOPVBivalProduct16e883911ea0108b8213bc213c9972fe"
ICD11 = "http://id.who.int/icd11/mms"


def a_dose(**changes: Any) -> Claims:
    """One dose in the names of 2026; None removes a member."""
    dose = {"vp": DAKAR, "dv": "2026-01-05", "cn": "Dr A", "is": "XXA", "bo": "AB123"} | changes
    return _without_absent(dose)


def a_dvc(dose: object = None, **changes: Any) -> Claims:
    """A recipient in the names of 2026."""
    dvc = {
        "n": "Aulus Agerius",
        "dob": "1985-08-23",
        "s": "male",
        "nt": "CHL",
        "id": "16337361-9",
        "dt": "PPN",
        "vx": a_dose() if dose is None else dose,
        "v": "1",
    } | changes
    return _without_absent(dvc)


def a_dvc_of_2024(**changes: Any) -> Claims:
    """The same in the names of the connectathon of 2024 and of smart-icvp 0.3.0."""
    dose = {"vp": STAMARIL, "dt": "2026-01-05", "cn": "Dr A", "bo": "AB123"} | changes
    return {"n": "Aulus Agerius", "dob": "1985-08-23", "s": "M", "ntl": "CHL", "nid": "16337361-9", "v": dose}


def a_ddcc_vaccination(**changes: Any) -> Claims:
    """A vaccination of DDCC:VS in the names of RC2."""
    members: Claims = {
        "vaccine": {"system": ICD11, "code": "XM0GQ8"},
        "brand": {"system": ICD11, "code": "XM8NQ0"},
        "maholder": {"code": "ORG-100030215"},
        "lot": "PT123F",
        "date": "2026-07-08T09:30:00+02:00",
        "dose": 1,
        "totalDoses": 2,
        "country": {"code": "USA", "system": "urn:iso:std:iso:3166-1"},
        "centre": "Vaccination Site",
        "practitioner": {"value": "HW-1"},
        "validFrom": "2026-07-22",
    }
    return _without_absent(members | changes)


def a_status(vaccination: object = None, **changes: Any) -> Claims:
    """DDCC:VS as sub-claim 3 has it."""
    members: Claims = {
        "name": "Eddie Murphy",
        "birthDate": "1986-09-19",
        "identifier": {"value": "1234567890"},
        "sex": "male",
        "certificate": {
            "issuer": {"identifier": {"value": "moh.example"}},
            "hcid": {"value": "US111222333444555666"},
            "version": "RC2",
            "period": {"start": "2026-07-08", "end": "2027-07-08"},
        },
        "vaccination": a_ddcc_vaccination() if vaccination is None else vaccination,
    }
    return _without_absent(members | changes)


FLAT_STATUS: Claims = {
    "name": "Eddie Murphy",
    "birthDate": "1986-09-19",
    "identifier": "1234567890",
    "sex": {"code": "male", "system": "http://hl7.org/fhir/administrative-gender"},
    "vaccine": {"system": ICD11, "code": "XM0GQ8"},
    "brand": {"system": ICD11, "code": "XM8NQ0"},
    "ma_holder": {"code": "ORG-100030215"},
    "lot": "PT123F",
    "date": "2026-07-08",
    "dose": 1,
    "total_doses": 2,
    "country": {"code": "USA", "system": "urn:iso:std:iso:3166"},
    "centre": "Vaccination Site",
    "hw": "HW-1",
    "vaccine_valid": "2026-07-22",
    "pha": "moh.example",
    "hcid": "US111222333444555666",
    "valid_from": "2026-07-08",
    "valid_until": "2027-07-08",
}


def a_test(**changes: Any) -> Claims:
    """DDCC:TR as sub-claim 4 has it."""
    members: Claims = {
        "pathogen": {"code": "XN109", "system": ICD11},
        "type": {"code": "LP6464-4", "system": "http://loinc.org"},
        "origin": {"code": "258500001", "system": "http://snomed.info/sct", "display": "Nasopharyngeal swab"},
        "date": "2026-11-22T06:15:00Z",
        "result": {"code": "260415000", "system": "http://snomed.info/sct"},
        "centre": {"code": "21M0386", "display": "Ministry of Health"},
        "country": {"code": "SGP"},
    }
    test = _without_absent(members | changes)
    return {"name": "TAN CHEN CHEN", "birthDate": "1990", "identifier": "S-1", "test": test}


def _without_absent(members: Claims) -> Claims:
    return {name: value for name, value in members.items() if value is not None}
