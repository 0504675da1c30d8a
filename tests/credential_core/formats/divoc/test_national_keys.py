"""The national keys that the repository publishes, and what they signed."""

import json

from credential_core.trust import TrustList, read_trust_list
from tests.architecture.links import ROOT
from tests.conformance.divoc_keys import FOLDER, vector_trust
from tests.credential_core.formats.divoc.certificates import findings, is_valid, judge
from tests.vectors import vector_folder


def national_keys() -> TrustList:
    return read_trust_list(json.loads((ROOT / "keys" / "trust" / "divoc-national.json").read_bytes()))


def test_five_countries_with_sound_keys() -> None:
    entries = national_keys().entries.values()
    assert {entry.country for entry in entries} == {"IN", "LK", "PH", "JM", "ID"}
    assert all(entry.source and entry.status is None for entry in entries)
    assert all(key.public_key for entry in entries for key in entry.keys)


def test_they_are_the_keys_of_the_registry() -> None:
    published = {
        key.public_key for entry in vector_trust(vector_folder(FOLDER).parent).entries.values() for key in entry.keys
    }
    assert {key.public_key for entry in national_keys().entries.values() for key in entry.keys} <= published


def test_a_certificate_under_indias_key() -> None:
    certificate = vector_folder(FOLDER) / "certs" / "third-march-user-one-rsa-1.json"
    report = judge(certificate.read_bytes(), national_keys())
    assert is_valid(report)
    assert report.issuer is not None
    assert report.issuer.country == "IN"


def test_jamaicas_specimen_names_indias_key_and_covers_no_person() -> None:
    specimen = vector_folder(FOLDER) / "certs" / "test-user-ed-1.json"
    report = judge(specimen.read_bytes(), national_keys())
    assert findings(report) == {"consistency": "person_not_signed"}
    assert report.issuer is not None
    assert report.issuer.country == "JM"
