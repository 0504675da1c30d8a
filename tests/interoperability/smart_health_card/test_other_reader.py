"""Our cards, our key set and our revocation list, as another project's verifier judges them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from credential_core.claims import Person
from credential_core.encodings.strict_json import JsonObject
from credential_core.formats.smart_health_card.revocations import card_key
from issuer_jobs.issuance.issuing import Issuable
from tests.builders import NOW
from tests.interoperability.smart_health_card.issued_cards import (
    COUNTER,
    ISSUER,
    a_card_signer,
    a_tested_item,
    an_item,
    issued,
    published_key,
    published_revocations,
    written,
)
from tests.interoperability.smart_health_card.other_reader import judgements

ITEMS = {
    "one dose": an_item(1),
    "two doses": an_item(2),
    "five doses": an_item(5),
    "twenty doses, as a file": an_item(20),
    "a test": a_tested_item(),
    "without an id or an end": an_item(1, id=None, valid_until=None),
    "a whole name in another script": an_item(1, person=Person("कविता शर्मा")),
}


def directory(revoked: Sequence[Issuable] = (), **changes: Any) -> JsonObject:
    """What we publish, as directories of issuers hold it."""
    entry = {"issuer": {"iss": ISSUER}, "keys": [published_key()], "crls": [published_revocations(*revoked)]}
    return {"issuerInfo": [entry | changes]}


def judge(cards: Sequence[JsonObject], issuers: JsonObject, now: datetime = NOW) -> list[JsonObject]:
    return judgements({"now": int(now.timestamp()), "directory": issuers, "cards": list(cards)})


def as_file(item: Issuable) -> JsonObject:
    return {"file": issued(item).file.decode()}


def as_code(item: Issuable) -> JsonObject:
    code = issued(item).code
    assert code is not None
    return {"code": code.content.decode()}


def test_every_card_is_accepted_from_its_file_and_its_code() -> None:
    answers = judge([form(item) for item in ITEMS.values() for form in (as_file, as_code)], directory())
    assert [answer["code"] for answer in answers] == ["accepted"] * (2 * len(ITEMS))
    bundles = [written(issued(item)).payload["vc"]["credentialSubject"]["fhirBundle"] for item in ITEMS.values()]
    # The bundle is given as it is when it is made smaller for a QR code: nothing in it could be left out.
    assert [answer["bundle"] for answer in answers[::2]] == bundles
    assert [answer["bundle"] for answer in answers[1::2]] == bundles


def test_a_revoked_card_is_refused_and_no_other() -> None:
    other = an_item(2, id=None)
    answers = judge([as_file(an_item(1)), as_code(an_item(1)), as_file(other)], directory([an_item(1)]))
    assert [answer["code"] for answer in answers] == ["SHC_REVOKED", "SHC_REVOKED", "accepted"]


def test_an_expired_card_is_refused() -> None:
    (answer,) = judge([as_file(an_item(1))], directory(), NOW + timedelta(days=701))
    assert answer["code"] == "EXPIRED"


@pytest.mark.parametrize("place", [120, -120])
def test_a_changed_card_is_refused(place: int) -> None:
    """So what is accepted above was verified."""
    jws = written(issued(an_item(1))).jws
    changed = jws[:place] + ("A" if jws[place] != "A" else "B") + jws[place + 1 :]
    (answer,) = judge([{"file": f'{{"verifiableCredential":["{changed}"]}}'}], directory())
    assert answer["code"] != "accepted"


def test_a_card_of_another_key_is_refused() -> None:
    other = card_key(a_card_signer(1).public_key, a_card_signer().id, COUNTER)
    (answer,) = judge([as_file(an_item(1))], directory(keys=[other]))
    assert answer["code"] == "BAD_SIGNATURE"
