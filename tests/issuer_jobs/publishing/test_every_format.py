"""An issuer of every format: what was revoked is revoked in all of them, and what is public stays believable."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from credential_core.certificate_id import encode_certificate_id
from credential_core.claims import Certificate, NameParts, StatusReference
from credential_core.formats.signed import Scheme, Subject
from credential_core.formats.smart_health_card.revocations import revocation_id
from credential_core.report import CheckName, Report, Verdict
from credential_core.trust import TRUST_LIST_PATH, CardRevocations, TrustList, open_trust_list
from credential_core.verification import verify_certificate
from issuer_jobs.configuration import Configuration
from issuer_jobs.errors import PublicationError
from issuer_jobs.exports.code_lists import load_code_lists
from issuer_jobs.issuance.divoc import DivocIssuer
from issuer_jobs.issuance.hcert import HcertCodes, HcertIssuer
from issuer_jobs.issuance.issuing import FormatIssuer, Issuable
from issuer_jobs.issuance.smart_health_card import CardIssuer
from issuer_jobs.issuance.vc2 import Vc2Issuer
from issuer_jobs.packaged_data import data_folder
from issuer_jobs.programme_formats import CredentialFormat
from issuer_jobs.publishing import files
from issuer_jobs.publishing.release import Publication, publish
from issuer_jobs.signing.credentials import CredentialSigner
from issuer_jobs.signing.keys import KeyRecord, KeyStore, initialise_keys
from issuer_jobs.status_files import PURPOSES, files_of
from issuer_jobs.verifying.native import answer_all, answer_signatures, read_below
from tests.builders import RESOURCES, a_certificate
from tests.hcert_issuance import COMIRNATY, a_dose, a_person
from tests.issuer_jobs.publishing.conftest import MOH, NOW
from tests.issuer_jobs.publishing.issuers import (
    DCC,
    DIVOC,
    DIVOC_SETTINGS,
    FORMATS,
    HCERT_SETTINGS,
    SHC,
    VC2,
    content,
    every_format,
)
from tests.verdicts import check

DID, ADDRESS = "did:web:health.example:i:moh", "https://health.example/i/moh"
DAY = timedelta(days=1)
REVOKED, SUSPENDED, GOOD = 0, 9, 8  # places in `2036q4-0` of the publication
REVOKED_ID, GOOD_ID = encode_certificate_id(bytes(range(16))), encode_certificate_id(bytes(16))
CRL, JWKS = "i/moh/.well-known/crl/", "i/moh/.well-known/jwks.json"


@pytest.fixture
def configuration(tmp_path: Path) -> Configuration:
    return every_format(tmp_path)


@pytest.fixture
def publication(publication: Publication) -> Publication:
    revoked = pa.table({"programme": ["doses"], "certificate_id": [REVOKED_ID]})
    return replace(publication, revoked={MOH: revoked})


@pytest.fixture
def night(publication: Publication, keys: KeyStore) -> Publication:
    publish(publication, keys)
    return publication


def next_night(publication: Publication, **changes: Any) -> Publication:
    later = replace(publication, sequence=publication.sequence + 1, published_at=publication.published_at + DAY)
    return replace(later, **changes)


def refused(publication: Publication, keys: KeyStore, message: str) -> None:
    before = content(publication.public)
    with pytest.raises(PublicationError, match=message):
        publish(publication, keys)
    assert content(publication.public) == before


def trust_of(publication: Publication, keys: KeyStore) -> TrustList:
    envelope = (publication.public / TRUST_LIST_PATH).read_bytes()
    return answer_signatures(open_trust_list(envelope, keys.trust_root()))


def record(keys: KeyStore, credential_format: CredentialFormat, programme: str = "doses") -> KeyRecord:
    found = [one for one in keys.format_records(MOH) if (one.format, one.programme) == (credential_format, programme)]
    return found[0]


def an_issuer(credential_format: CredentialFormat, keys: KeyStore) -> FormatIssuer:
    """The issuer of the programme `doses`."""
    signer = keys.format_signer(keys.configuration.programme("doses"), credential_format)
    book = load_code_lists(data_folder() / "code_lists").book
    match credential_format:
        case CredentialFormat.VC2:
            return Vc2Issuer(CredentialSigner(RESOURCES, signer, NOW - DAY), signer.public_key)
        case CredentialFormat.DIVOC_V1:
            return DivocIssuer(credential_format, DIVOC_SETTINGS, signer, RESOURCES)
        case CredentialFormat.EU_DCC:
            return HcertIssuer(credential_format, HCERT_SETTINGS, signer, HcertCodes(book, RESOURCES.products))
        case _:
            return CardIssuer(ADDRESS, signer, book)


def issued(credential_format: CredentialFormat, keys: KeyStore, index: int) -> bytes:
    """A credential with this place in the lists; the id is the revoked one's exactly at the revoked place."""
    revocation, suspension = (f"{ADDRESS}/status/2036q4-0-{purpose}.json" for purpose in PURPOSES)
    dose = a_dose(vaccine=replace(COMIRNATY, prophylaxis="mRNA vaccine", cvx="208"))
    certificate: Certificate = a_certificate(
        issuer=DID,
        programme="doses",
        person=a_person(reference="12345678901") if credential_format is not DIVOC else a_certificate().person,
        event=dose if credential_format is not DIVOC else a_certificate().event,
        id=REVOKED_ID if index == REVOKED else GOOD_ID,
        earlier=(),
        issued_at=NOW - DAY,
        valid_until=NOW + 300 * DAY,
        status=StatusReference(revocation, suspension, index),
    )
    item = Issuable(certificate, NameParts("Musterfrau", "Gabriele"), f"{ADDRESS}/status/2036q4-0.cwt")
    return an_issuer(credential_format, keys).issue(item).file


def judged(credential: bytes, night: Publication, keys: KeyStore) -> Report:
    questions = verify_certificate(credential, trust_of(night, keys), RESOURCES, NOW + timedelta(hours=1))
    return answer_all(questions, read_below(night.public))


@pytest.mark.parametrize("credential_format", FORMATS)
def test_what_is_revoked_is_revoked_in_every_format(
    credential_format: CredentialFormat, night: Publication, keys: KeyStore
) -> None:
    report = judged(issued(credential_format, keys, REVOKED), night, keys)
    assert (report.verdict, check(report, CheckName.STATUS).code) == (Verdict.INVALID, "revoked")
    report = judged(issued(credential_format, keys, GOOD), night, keys)
    assert (report.verdict, check(report, CheckName.STATUS).code) == (Verdict.VALID, "ok"), report


@pytest.mark.parametrize("credential_format", [VC2, DIVOC, DCC])
def test_what_is_suspended_is_suspended_where_the_format_can_say_it(
    credential_format: CredentialFormat, night: Publication, keys: KeyStore
) -> None:
    report = judged(issued(credential_format, keys, SUSPENDED), night, keys)
    assert (report.verdict, check(report, CheckName.STATUS).code) == (Verdict.INVALID, "suspended")


@pytest.mark.parametrize("credential_format", [VC2, DIVOC, DCC])
def test_without_the_lists_nothing_can_be_told(
    credential_format: CredentialFormat, night: Publication, keys: KeyStore
) -> None:
    for path in (night.public / "i/moh/status").glob("*.*"):
        path.unlink()
    report = judged(issued(credential_format, keys, GOOD), night, keys)
    assert (report.verdict, check(report, CheckName.STATUS).code) == (Verdict.CANNOT_TELL, "status_list_unavailable")


def test_entries_by_scheme_with_keys_for_what_they_certify(night: Publication, keys: KeyStore) -> None:
    entries = trust_of(night, keys).entries
    lists, signing = frozenset({Subject.STATUS_LIST}), keys.signer(MOH).id
    doses, tests = frozenset({Subject.VACCINATION}), frozenset({Subject.TEST})
    expected = {
        (Scheme.VERIFIABLE_CREDENTIAL, DID): {signing: doses | tests | lists},
        (Scheme.DIVOC, DID): {"did:india": doses, signing: lists},
        (Scheme.HCERT, DID): {record(keys, DCC).id: doses, record(keys, DCC, "tests").id: tests, signing: lists},
        (Scheme.SMART_HEALTH_CARD, ADDRESS): {record(keys, SHC).id: doses},
    }
    assert {name: {key.id: key.uses for key in entry.keys} for name, entry in entries.items()} == expected
    own = entries[Scheme.VERIFIABLE_CREDENTIAL, DID]
    assert own.status == entries[Scheme.HCERT, DID].status == entries[Scheme.DIVOC, DID].status
    signer = entries[Scheme.HCERT, DID].key(record(keys, DCC).id)
    assert signer is not None
    assert (signer.valid_from, signer.valid_until) == (record(keys, DCC).valid_from, record(keys, DCC).valid_until)


def test_card_keys_announce_their_revocation_lists(night: Publication, keys: KeyStore) -> None:
    kid = record(keys, SHC).id
    (key,) = json.loads((night.public / JWKS).read_bytes())["keys"]
    crl = json.loads((night.public / f"{CRL}{kid}.json").read_bytes())
    assert (key["kid"], key["crv"], key["crlVersion"]) == (kid, "P-256", 7)
    assert crl == {"kid": kid, "method": "rid", "ctr": 7, "rids": [revocation_id(REVOKED_ID)]}
    status = trust_of(night, keys).entries[Scheme.SMART_HEALTH_CARD, ADDRESS].status
    assert isinstance(status, CardRevocations)
    assert status.lists[kid].revoked == {revocation_id(REVOKED_ID)}


def test_revoked_certificates_of_other_programmes_are_not_listed(publication: Publication, keys: KeyStore) -> None:
    revoked = pa.table({"programme": ["tests"], "certificate_id": [REVOKED_ID]})
    publish(replace(publication, revoked={MOH: revoked}), keys)
    assert json.loads((publication.public / f"{CRL}{record(keys, SHC).id}.json").read_bytes())["rids"] == []


def test_keys_in_pem_for_everybody_elses_software(night: Publication, keys: KeyStore) -> None:
    folder = night.public / "i/moh/keys"
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*.pem")}
    dcc, divoc = record(keys, DCC), record(keys, DIVOC)
    expected = {"country-ca.pem", f"tests/{record(keys, DCC, 'tests').path.stem}.pem"}
    assert names == expected | {f"doses/{one.path.stem}.pem" for one in (dcc, divoc)}
    country = x509.load_pem_x509_certificate((folder / "country-ca.pem").read_bytes())
    signer = x509.load_pem_x509_certificate((folder / f"doses/{dcc.path.stem}.pem").read_bytes())
    signer.verify_directly_issued_by(country)
    key = load_pem_public_key((folder / f"doses/{divoc.path.stem}.pem").read_bytes())
    assert key.public_bytes_raw() == divoc.public_key  # type: ignore[union-attr]


def test_health_counts_lists_and_keys(night: Publication, keys: KeyStore) -> None:
    health = json.loads((night.public / "health.json").read_bytes())
    kid = record(keys, SHC).id
    assert health["card_lists"] == [{"path": f"{CRL}{kid}.json", "kid": kid, "counter": 7, "revoked": 1}]
    assert {(one["scheme"], one["keys"]) for one in health["keys"]} == {
        ("verifiable_credential", 1),
        ("divoc", 2),
        ("hcert", 3),
        ("smart_health_card", 1),
    }


def test_revocation_lists_come_before_the_keys_that_announce_them(publication: Publication, keys: KeyStore) -> None:
    written = publish(publication, keys).written
    order = [f"i/moh/status/{files_of('2036q4-0')[2]}", f"{CRL}{record(keys, SHC).id}.json", JWKS, TRUST_LIST_PATH]
    assert sorted(order, key=written.index) == order


def test_a_trust_list_that_no_verifier_would_read(
    publication: Publication, keys: KeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MAX_TRUST_LIST_BYTES", 1_000)
    with pytest.raises(PublicationError, match="and verifiers read 1,000"):
        publish(publication, keys)
    assert not publication.public.exists()


def test_publishing_twice_gives_the_same_bytes(night: Publication, keys: KeyStore, tmp_path: Path) -> None:
    elsewhere = replace(night, public=tmp_path / "elsewhere")
    publish(elsewhere, keys)
    assert content(elsewhere.public) == content(night.public)
    assert publish(night, keys).written == ()
    assert not [path for path in content(night.public) if path.startswith("i/") and "PRIVATE" in path]


def test_all_files_of_a_list_are_there_and_announced(night: Publication, keys: KeyStore) -> None:
    status = trust_of(night, keys).entries[Scheme.HCERT, DID].status
    names = {path.name for path in (night.public / "i/moh/status").iterdir() if path.is_file()}
    assert names == {name for one in ("2036q4-0", "2037q1-0") for name in files_of(one)} == set(status.lists)  # type: ignore[union-attr]


def test_the_next_night_moves_every_list(night: Publication, keys: KeyStore) -> None:
    later = next_night(night)
    publish(later, keys)
    assert json.loads((night.public / JWKS).read_bytes())["keys"][0]["crlVersion"] == 8
    questions = verify_certificate(
        issued(DCC, keys, GOOD), trust_of(later, keys), RESOURCES, later.published_at + timedelta(hours=1)
    )
    assert answer_all(questions, read_below(later.public)).as_of.status == later.published_at


def test_our_own_keys_in_somebody_elses_list_stay_ours(publication: Publication, keys: KeyStore) -> None:
    """A gateway's list has our country's keys, too, and nothing of their status: it must not speak for them."""
    publish(publication, keys)
    hcert = trust_of(publication, keys).entries[Scheme.HCERT, DID]
    foreign = replace(hcert.keys[0], id="AAAAAAAAAAA=")
    india = replace(hcert, issuer="IN", status=None, source="gateway")
    austria = replace(india, issuer="AT", keys=(*india.keys, foreign))
    entries = {(Scheme.HCERT, one.issuer): one for one in (india, austria)}
    later = next_night(publication, trust_sources={"gateway": TrustList(1, NOW, NOW + 30 * DAY, entries)})
    publish(later, keys)
    trust = trust_of(later, keys)
    assert (Scheme.HCERT, "IN") not in trust.entries
    assert trust.entries[Scheme.HCERT, "AT"].keys == (foreign,)
    questions = verify_certificate(issued(DCC, keys, REVOKED), trust, RESOURCES, later.published_at)
    assert check(answer_all(questions, read_below(later.public)), CheckName.STATUS).code == "revoked"


def test_a_key_certifies_its_own_programmes_events_only(night: Publication, keys: KeyStore) -> None:
    """Three programmes of one country name the same DID; what tells their keys apart is which of them signed."""
    vaccination = issued(DIVOC, keys, GOOD)
    trust = trust_of(night, keys)
    entry = trust.entries[Scheme.DIVOC, DID]
    tests_only = tuple(replace(one, uses=one.uses - {Subject.VACCINATION} | {Subject.TEST}) for one in entry.keys)
    another = replace(entry, issuer="did:other", keys=(replace(entry.keys[1], id="did:india"),))
    entries = {
        (Scheme.DIVOC, "did:other"): another,
        **trust.entries,
        (Scheme.DIVOC, DID): replace(entry, keys=tests_only),
    }
    report = answer_all(
        verify_certificate(vaccination, replace(trust, entries=entries), RESOURCES, NOW + timedelta(hours=1)),
        read_below(night.public),
    )
    assert (report.verdict, check(report, CheckName.KEY_USAGE).code) == (Verdict.INVALID, "key_not_for_subject")


def test_a_cards_revocation_is_never_taken_back(night: Publication, keys: KeyStore) -> None:
    refused(next_night(night, revoked={}), keys, "trust-list.json revokes a certificate")
    (night.public / TRUST_LIST_PATH).unlink()
    refused(next_night(night, revoked={}), keys, f"{record(keys, SHC).id}.json revokes a certificate")


def test_a_token_lists_revocation_is_never_taken_back(night: Publication, keys: KeyStore) -> None:
    status = night.status[MOH]
    cleared = status.set_column(2, "revoked", pa.repeat(False, status.num_rows))
    for purpose in ("revocation", "suspension"):
        (night.public / f"i/moh/status/2036q4-0-{purpose}.json").unlink()
    refused(next_night(night, status={MOH: cleared}), keys, "2036q4-0.cwt revokes a certificate")


def test_a_token_list_does_not_go_back_in_time(night: Publication, keys: KeyStore) -> None:
    token = (night.public / "i/moh/status/2036q4-0.cwt").read_bytes()
    later = next_night(night)
    publish(later, keys)
    newer = (night.public / "i/moh/status/2036q4-0.cwt").read_bytes()
    (night.public / "i/moh/status/2036q4-0.cwt").write_bytes(token)
    publish(later, keys)
    assert (night.public / "i/moh/status/2036q4-0.cwt").read_bytes() == newer
    for path in (TRUST_LIST_PATH, *(f"i/moh/status/{name}" for name in files_of("2036q4-0")[:2])):
        (night.public / path).unlink()
    refused(next_night(night, published_at=NOW, sequence=9), keys, "is newer than this publication")


def test_a_list_of_a_key_that_is_not_ours_is_noticed(night: Publication, keys: KeyStore) -> None:
    kid = record(keys, SHC).id
    other = night.public / f"{CRL}{'A' * 43}.json"
    other.write_bytes((night.public / f"{CRL}{kid}.json").read_bytes())
    refused(next_night(night), keys, r"A\.json does not verify \(foreign_key\)")


def test_a_list_with_a_later_number_is_noticed(night: Publication, keys: KeyStore) -> None:
    path = night.public / f"{CRL}{record(keys, SHC).id}.json"
    path.write_bytes(path.read_bytes().replace(b'"ctr":7', b'"ctr":9'))
    refused(next_night(night), keys, "is newer than this publication")


@pytest.mark.parametrize("kind", ["crl", "jwks", "pem", "country", "token"])
@pytest.mark.parametrize("change", [lambda data: data[: len(data) // 2], lambda _: b"", lambda _: b"{}"])
def test_half_a_file_is_noticed_by_name(
    night: Publication, keys: KeyStore, kind: str, change: Callable[[bytes], bytes]
) -> None:
    path = {
        "crl": f"{CRL}{record(keys, SHC).id}.json",
        "jwks": JWKS,
        "pem": f"i/moh/keys/doses/{record(keys, DIVOC).path.stem}.pem",
        "country": "i/moh/keys/country-ca.pem",
        "token": "i/moh/status/2037q1-0.cwt",
    }[kind]
    file = night.public / path
    whole = file.read_bytes()
    file.write_bytes(change(whole))
    refused(next_night(night), keys, f"{path} does not verify")
    refused(night, keys, f"{path} does not verify")
    file.unlink()
    publish(night, keys)
    assert file.read_bytes() == whole


def test_a_planted_key_in_pem_is_noticed(night: Publication, keys: KeyStore) -> None:
    planted = night.public / "i/moh/keys/doses/eu-dcc-AAAAAAAAAAA.pem"
    planted.write_bytes((night.public / f"i/moh/keys/doses/{record(keys, DCC).path.stem}.pem").read_bytes())
    refused(next_night(night), keys, r"doses/eu-dcc-AAAAAAAAAAA\.pem does not verify \(foreign_key\)")


@pytest.mark.parametrize("credential_format", [DIVOC, DCC, SHC])
def test_a_credential_key_never_disappears(
    night: Publication, keys: KeyStore, credential_format: CredentialFormat
) -> None:
    gone = record(keys, credential_format)
    gone.path.unlink()
    initialise_keys(night.configuration, None, NOW)
    without = KeyStore.open(night.configuration, None)
    refused(next_night(night), without, f"{gone.id.replace('+', '.')} is public and would disappear")


def test_an_issuer_may_begin_to_issue_cards(publication: Publication, keys: KeyStore) -> None:
    """Before, its JWK set had other keys, and there were no Token Status Lists."""
    configuration = replace(publication.configuration, programmes={})
    for path in (configuration.keys_folder / MOH).rglob("*.json"):
        if not path.name.startswith("signing"):
            path.rename(path.with_suffix(".kept"))
    publish(replace(publication, configuration=configuration, revoked={}), KeyStore.open(configuration, None))
    assert json.loads((publication.public / JWKS).read_bytes())["keys"][0]["crv"] == "Ed25519"
    for path in (publication.public / "i/moh/status").rglob("*.cwt"):
        path.unlink()
    for path in (configuration.keys_folder / MOH).rglob("*.kept"):
        path.rename(path.with_suffix(".json"))
    publish(next_night(publication), keys)
    assert json.loads((publication.public / JWKS).read_bytes())["keys"][0]["crv"] == "P-256"


def test_keys_of_a_former_programme_stay(night: Publication, keys: KeyStore) -> None:
    """What they signed is out there; what they may sign is all that their formats can say."""
    fewer = {name: one for name, one in night.configuration.programmes.items() if name == "doses"}
    configuration = replace(night.configuration, programmes=fewer)
    later = next_night(night, configuration=configuration)
    publish(later, KeyStore.open(configuration, None))
    key = trust_of(later, keys).entries[Scheme.HCERT, DID].key(record(keys, DCC, "tests").id)
    assert key is not None
    assert key.uses == {Subject.VACCINATION, Subject.TEST, Subject.RECOVERY}


def test_a_ledger_with_a_certificate_id_that_is_none(publication: Publication, keys: KeyStore) -> None:
    revoked = pa.table({"programme": ["doses"], "certificate_id": ["12345"]})
    with pytest.raises(PublicationError, match="restore the store from its backup"):
        publish(replace(publication, revoked={MOH: revoked}), keys)
    assert not publication.public.exists()
