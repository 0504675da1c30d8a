"""Attacks on status lists of any issuer, V13 of the attack cases: what cannot be known is never taken for valid."""

import gzip
import time
from typing import Any

import pytest

from credential_core.encodings.base64url import encode_base64url
from credential_core.encodings.members import format_time
from credential_core.encodings.strict_json import JsonObject, dump_json
from credential_core.limits import MAX_STATUS_ENTRIES, MAX_STATUS_LIST_BYTES, STATUS_LIST_ENTRIES
from credential_core.report import Verdict
from credential_core.status import StatusListRequest
from credential_core.verification import verify_certificate
from issuer_jobs.verifying.native import check_signature
from tests.builders import NOW, RESOURCES
from tests.foreign_issuer import (
    LIST_ADDRESS,
    SIGNED,
    a_document,
    a_foreign_key,
    a_foreign_list,
    an_entry_in,
    an_entry_with_lists,
    judge_foreign,
    key_id_of,
    published,
    signed,
    signer_of,
    trust_in,
)
from tests.verdicts import found

OTHER = "did:web:mill.example"


def with_status(**changes: Any) -> JsonObject:
    return signed(a_document(credentialStatus=an_entry_in(**changes)))


def status_of(document: JsonObject, *lists: JsonObject, trust: Any = None) -> tuple[Verdict, dict[str, str]]:
    report = judge_foreign(document, trust or trust_in(an_entry_with_lists()), published(*lists))
    return report.verdict, found(report)


def unknown(code: str) -> tuple[Verdict, dict[str, str]]:
    return Verdict.CANNOT_TELL, {"status": code}


def test_v13_what_is_attacked_is_sound() -> None:
    assert status_of(with_status(), signed(a_foreign_list([4_710, 4_712]))) == (Verdict.VALID, {})
    assert status_of(with_status(), signed(a_foreign_list([4_711]))) == (Verdict.INVALID, {"status": "revoked"})


@pytest.mark.parametrize("index", [STATUS_LIST_ENTRIES, 10**15])
def test_v13_an_index_out_of_range(index: int) -> None:
    assert status_of(with_status(index=index), signed(a_foreign_list())) == unknown("status_index_out_of_range")


@pytest.mark.parametrize("index", ["-1", "+1", "01", "1.0", "", "1e3", "١", 4_711, None, str(10**20)])
def test_v13_malformed_indexes(index: Any) -> None:
    document = signed(a_document(credentialStatus=an_entry_in(statusListIndex=index)), "eddsa-jcs-2022")
    assert found(judge_foreign(document))["schema"] == "status_entry"


def test_v13_lists_that_nobody_announced_are_not_asked_for() -> None:
    for address in (
        "https://attacker.example/3",
        f"{LIST_ADDRESS}/../4",
        f"{LIST_ADDRESS}?x",
        "https://school.example/3",
    ):
        questions = verify_certificate(
            dump_json(with_status(address=address)), trust_in(an_entry_with_lists()), RESOURCES, NOW
        )
        question = next(questions)
        assert not isinstance(question, StatusListRequest)
        with pytest.raises(StopIteration) as finished:
            questions.send(check_signature(question))
        assert found(finished.value.value) == {"status": "status_list_foreign"}


def test_v13_an_issuer_that_announces_no_lists() -> None:
    trust = trust_in()
    assert status_of(with_status(), signed(a_foreign_list()), trust=trust) == unknown("status_list_foreign")
    other_kind = signed(a_document(credentialStatus={"id": "urn:x", "type": "SomeStatus2030"}))
    assert status_of(other_kind, trust=trust) == unknown("status_list_foreign")
    assert status_of(other_kind) == unknown("status_list_foreign")


def test_v13_a_credential_without_status_of_an_issuer_that_announces_lists() -> None:
    assert status_of(signed(a_document())) == unknown("status_entry_missing")
    message = signed(a_document(credentialStatus=an_entry_in(statusPurpose="message")))
    assert status_of(message) == unknown("status_entry_missing")


def test_v13_bombs() -> None:
    for size in (MAX_STATUS_LIST_BYTES + 1, 100_000_000):
        bomb = "u" + encode_base64url(gzip.compress(bytes(size)))
        started = time.process_time()
        assert status_of(
            with_status(), a_foreign_list(encodedList=bomb) | {"proof": signed(a_foreign_list())["proof"]}
        ) == (unknown("status_list_malformed"))
        assert time.process_time() - started < 1


def test_v13_a_short_list() -> None:
    short = "u" + encode_base64url(gzip.compress(bytes(STATUS_LIST_ENTRIES // 8 - 1)))
    assert status_of(with_status(index=0), signed(a_foreign_list(encodedList=short))) == unknown(
        "status_list_malformed"
    )


@pytest.mark.parametrize(
    "status_list",
    [
        a_foreign_list() | {"issuer": OTHER},
        a_foreign_list(statusPurpose="suspension"),
        a_foreign_list(statusPurpose=["message", "refresh"]),
        a_foreign_list(address=f"{LIST_ADDRESS}3") | {"id": f"{LIST_ADDRESS}3"},
    ],
    ids=["other issuer", "other purpose", "other purposes", "other list"],
)
def test_v13_another_list_at_this_address(status_list: JsonObject) -> None:
    files = {"school/status/3": dump_json(signed(status_list))}
    report = judge_foreign(with_status(), trust_in(an_entry_with_lists()), files)
    assert (report.verdict, found(report)) == unknown("status_list_malformed")


def test_v13_lists_signed_by_somebody_else() -> None:
    forger, kind = signer_of("eddsa-rdfc-2022", 2), "eddsa-rdfc-2022"
    theirs = signed(a_foreign_list(), kind, forger)
    assert status_of(with_status(), theirs) == unknown("status_list_signature")
    under_our_name = signed(a_foreign_list(), kind, forger, verificationMethod=key_id_of(signer_of(kind)))
    assert status_of(with_status(), under_our_name) == unknown("status_list_signature")
    own_key = f"did:key:{forger.multikey}#{forger.multikey}"
    assert status_of(with_status(), signed(a_foreign_list(), kind, forger, verificationMethod=own_key)) == (
        unknown("status_list_signature")
    )
    both = a_foreign_list() | {"proof": [signed(a_foreign_list())["proof"], under_our_name["proof"]]}
    assert status_of(with_status(), both) == unknown("status_list_signature")


def test_v13_a_key_that_may_not_sign_lists() -> None:
    key = a_foreign_key(signer_of("eddsa-rdfc-2022"), uses=["credential"])
    entry = an_entry_with_lists() | {"keys": [key]}
    assert status_of(with_status(), signed(a_foreign_list()), trust=trust_in(entry)) == unknown("status_list_signature")


@pytest.mark.parametrize("change", [{"validUntil": format_time(NOW)}, {"validUntil": format_time(SIGNED)}])
def test_v13_a_list_that_has_ended(change: JsonObject) -> None:
    verdict, codes = status_of(with_status(), signed(a_foreign_list() | change))
    assert (verdict, codes["status"] in ("status_list_stale", "status_list_malformed")) == (Verdict.CANNOT_TELL, True)


def test_v13_time_to_live() -> None:
    day = 86_400_000
    assert status_of(with_status(), signed(a_foreign_list(ttl=30 * day))) == unknown("status_list_stale")
    assert status_of(with_status(), signed(a_foreign_list(ttl=30 * day + 1))) == (Verdict.VALID, {})
    for ttl in (-1, 10**14, "1000", True):
        malformed = signed(a_foreign_list(ttl=ttl), "eddsa-jcs-2022")
        assert status_of(with_status(), malformed) == unknown("status_list_malformed")


def test_v13_an_older_list_than_was_announced() -> None:
    old = a_foreign_list() | {"validFrom": format_time(SIGNED.replace(year=2025))}
    assert status_of(with_status(), signed(old)) == unknown("status_list_rolled_back")


def test_v13_no_list() -> None:
    assert status_of(with_status()) == unknown("status_list_unavailable")


def test_v13_entries_of_one_name_are_one_entry_in_rdf() -> None:
    """Revocation at 1 and suspension at 2 would be suspension at 1 and revocation at 2."""
    entries = [an_entry_in(1, id="urn:e"), an_entry_in(2, id="urn:e", statusPurpose="suspension")]
    document = signed(a_document(credentialStatus=entries), "eddsa-jcs-2022")  # no statements can say this
    assert found(judge_foreign(document))["schema"] == "status_entry"


def test_v13_an_entry_is_not_the_list_itself() -> None:
    document = signed(a_document(credentialStatus=an_entry_in(id=LIST_ADDRESS)))
    assert found(judge_foreign(document))["schema"] == "status_entry"


def test_v13_the_end_of_a_list_cannot_be_hidden_in_its_subject() -> None:
    """Where both have one `id`, RDF does not say which of them ends."""
    stale = a_foreign_list() | {"validUntil": format_time(NOW)}
    subject = stale["credentialSubject"] | {"id": LIST_ADDRESS}
    secured = signed(stale | {"credentialSubject": subject})
    moved = {"type": ["BitstringStatusList", "VerifiableCredential"], "validUntil": stale["validUntil"]}
    hidden = {name: value for name, value in secured.items() if name != "validUntil"}
    hidden["credentialSubject"] = subject | moved
    assert status_of(with_status(), hidden) == unknown("status_list_malformed")


def test_v13_a_proof_lends_its_time_to_no_list() -> None:
    """A list without a time could be replayed for ever under the time of a proof that anybody adds."""
    timeless = signed({name: value for name, value in a_foreign_list().items() if name != "validFrom"}, created=None)
    added = signed(a_foreign_list(), verificationMethod=f"{OTHER}#1", created=format_time(NOW))["proof"]
    replayed = timeless | {"proof": [timeless["proof"], added]}
    assert status_of(with_status(), replayed) == unknown("status_list_malformed")


def test_v13_many_lists_for_one_credential() -> None:
    entries = [an_entry_in(index) for index in range(MAX_STATUS_ENTRIES + 1)]
    assert found(judge_foreign(signed(a_document(credentialStatus=entries))))["schema"] == "status_entry"
    assert found(judge_foreign(signed(a_document(credentialStatus=entries[1:])))) == {"status": "status_list_foreign"}


def test_v13_several_bits_for_one_status() -> None:
    wide = with_status(statusSize=2)
    assert status_of(wide, signed(a_foreign_list())) == unknown("status_list_foreign")
