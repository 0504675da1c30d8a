import json

import pytest

from credential_core.formats.divoc import vocabulary
from credential_core.formats.divoc.vocabulary import CREDENTIALS_V1, divoc_context, is_divoc_credential
from credential_core.resources import CONTEXT_FILES
from issuer_jobs.packaged_data import data_folder


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://cowin.gov.in/credentials/vaccination/v1", vocabulary.VACCINATION_V1),
        ("https://cowin.gov.in/credentials/vaccination/v2", vocabulary.VACCINATION_V2),
        ("https://divoc.dev/credentials/vaccination/v1", vocabulary.VACCINATION_V1),
        ("https://divoc.prod/vaccine/credentials/vaccination/v1", vocabulary.VACCINATION_PHILIPPINES),
        ("https://divoc.lgcc.gov.lk/credentials/vaccination/v1", vocabulary.VACCINATION_V2),
        ("https://www.pedulilindungi.id/credentials/vaccination/v2", vocabulary.VACCINATION_V2),
        ("https://cvstatus.icmr.gov.in/credentials/testCertificate/v1", vocabulary.TEST_V1),
        ("http://cowin.gov.in/credentials/vaccination/v1", None),
        ("https://cowin.gov.in/credentials/vaccination/v3", None),
        ("https://cowin.gov.in/credentials/vaccination/v1/", None),
        ("https://cowin.gov.in@evil.example/credentials/vaccination/v1", None),
        ("https://cowin.gov.in/a/b/credentials/vaccination/v1", None),
    ],
)
def test_addresses_of_contexts(address: str, kept: str | None) -> None:
    assert divoc_context({"@context": [CREDENTIALS_V1, address]}) == kept


@pytest.mark.parametrize(
    "context",
    [None, CREDENTIALS_V1, [CREDENTIALS_V1], [vocabulary.VACCINATION_V1, CREDENTIALS_V1], [CREDENTIALS_V1, {}]],
)
def test_other_contexts(context: object) -> None:
    assert not is_divoc_credential({"@context": context})


def test_version_2_is_version_1_with_more_terms() -> None:
    """So a certificate says the same in either, and the address need not be signed."""
    addresses = (vocabulary.VACCINATION_V1, vocabulary.VACCINATION_V2, vocabulary.VACCINATION_PHILIPPINES)
    texts = ((data_folder() / "contexts" / CONTEXT_FILES[address]).read_text("utf-8") for address in addresses)
    first, second, philippines = (json.loads(text)["@context"] for text in texts)
    person, vaccination = (second[name]["@context"] for name in ("Person", "Vaccination"))
    assert person.pop("dob") == "schema:date"
    assert (vaccination.pop("icd11Code"), vaccination.pop("prophylaxis")) == ("schema:id", "schema:name")
    assert second | {"vac": first["vac"]} == first
    assert philippines["Person"]["@context"].pop("sex") == "schema:gender"
    assert philippines["Vaccination"]["@context"].keys() - vaccination.keys() == {"icd11Code", "prophylaxis"}
