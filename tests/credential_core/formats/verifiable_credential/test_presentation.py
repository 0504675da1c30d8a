"""Presentations are taken apart: what counts is what their credentials say."""

from typing import Any

import pytest

from credential_core.assembly import assemble
from credential_core.encodings.strict_json import JsonObject, dump_json, parse_json_object
from credential_core.errors import MalformedInputError
from credential_core.formats.verifiable_credential.presentation import decode_presentation, split_presentation
from credential_core.limits import MAX_PRESENTED_CREDENTIALS
from credential_core.report import Verdict
from credential_core.resources import CREDENTIALS_V2
from tests.foreign_issuer import a_document, judge_foreign, signed

ENVELOPED = {
    "@context": CREDENTIALS_V2,
    "type": "EnvelopedVerifiableCredential",
    "id": "data:application/vc+jwt,e30.e30.",
}


def a_presentation(*credentials: Any, **changes: Any) -> JsonObject:
    document = {"@context": [CREDENTIALS_V2], "type": ["VerifiablePresentation"], "holder": "did:example:holder"}
    return document | ({"verifiableCredential": list(credentials)} if credentials else {}) | changes


def test_each_credential_is_judged_by_itself() -> None:
    good, bad = signed(a_document()), signed(a_document()) | {"name": "Another"}
    parts = assemble([dump_json(a_presentation(good, bad))])
    verdicts = [judge_foreign(parse_json_object(part)).verdict for part in parts]
    assert verdicts == [Verdict.VALID, Verdict.INVALID]


def test_what_is_shown() -> None:
    presentation = decode_presentation(a_presentation(a_document(), ENVELOPED))
    assert presentation.holder == "did:example:holder"
    assert (presentation.credentials, presentation.enveloped) == ((a_document(),), (ENVELOPED,))
    assert decode_presentation(a_presentation(holder={"id": "did:example:x"})).holder == "did:example:x"


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"HC1:VerifiablePresentation",
        b'{"type":"VerifiablePresentation"}',
        dump_json(a_document(name="VerifiablePresentation")),
        dump_json(a_presentation()),
        dump_json(a_presentation(a_document(), holder="nobody")),
        b'{"VerifiablePresentation":' + b"[" * 10_000,
    ],
)
def test_everything_else_stays_whole(payload: bytes) -> None:
    assert split_presentation(payload) == (payload,)


@pytest.mark.parametrize(
    "document",
    [
        a_presentation("urn:x"),
        a_presentation({"type": "VerifiableCredential"}),
        a_presentation({"@context": [], "type": "Other"}),
        a_presentation(ENVELOPED | {"id": "https://a.example/"}),
        a_presentation({key: value for key, value in ENVELOPED.items() if key != "@context"}),
        a_presentation(id=["urn:x"]),
        a_presentation(verifiableCredential=[]),
        a_presentation(termsOfUse={"id": "urn:x"}),
        a_presentation(holder=None),
        a_presentation(**{"@context": CREDENTIALS_V2}),
        a_presentation(*[a_document()] * (MAX_PRESENTED_CREDENTIALS + 1)),
    ],
)
def test_malformed_presentations(document: JsonObject) -> None:
    with pytest.raises(MalformedInputError):
        decode_presentation(document)
