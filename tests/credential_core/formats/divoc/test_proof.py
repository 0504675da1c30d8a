from hashlib import sha256

import pytest

from credential_core.encodings.strict_json import JsonObject
from credential_core.errors import MalformedInputError
from credential_core.formats.divoc.proof import DivocSignature, is_signed, read_proof
from credential_core.proofs import Algorithm
from tests.credential_core.formats.divoc.certificates import (
    RESOURCES,
    a_document,
    a_proof,
    a_subject,
    a_vaccination,
    signed,
)
from tests.credential_core.formats.divoc.rewriting import canonical


def a_signature(document: JsonObject) -> DivocSignature:
    return read_proof(signed(document)["proof"], document)


def message(document: JsonObject) -> bytes:
    return a_signature(document).message(Algorithm.ED25519, RESOURCES)


def test_the_signing_input() -> None:
    """RFC 7797 §3: the header's text, a full stop, and the payload as it is; here two hashes."""
    document = a_document(a_vaccination())
    header, _, hashes = message(document).partition(b".")
    assert header.decode() == a_signature(document).header
    assert len(hashes) == 64
    assert hashes[32:] == sha256((canonical(document) or "").encode()).digest()


def test_control_characters_are_signed_as_they_are() -> None:
    """rdf-canonize 1 escaped line ends, quotes and backslashes, and no other character."""
    document = a_document(a_vaccination(), a_subject(name='Jay-R\tNiño\n"V" \\'))
    assert '<https://schema.org/name> "Jay-R\tNiño\\n\\"V\\" \\\\" .\n' in (canonical(document) or "")
    assert message(document)[-32:] == sha256((canonical(document) or "").encode()).digest()


def test_what_has_no_colon_is_left_out() -> None:
    subject = a_subject(id="NA", address=None)
    renamed = a_subject(id="NA", address=None, name="Somebody Else")
    documents = [a_document(a_vaccination(), one, issuer=issuer) for one in (subject, renamed) for issuer in ("A", "B")]
    assert len(set(map(message, documents))) == 1
    assert message(a_document(a_vaccination(), a_subject(id="did:x:NA", address=None), issuer="A")) != message(
        documents[0]
    )


@pytest.mark.parametrize(
    ("address", "expected"),
    [("did:Passport:M 123", True), ("https://cowin.gov.in/", True), ("PHL DOH", False), ("", False), (None, False)],
)
def test_which_addresses_are_signed(address: object, expected: bool) -> None:
    assert is_signed(address) is expected


@pytest.mark.parametrize("address", ["_:b0", "a:>", "a:\n", 'a:"', "placeholder:issuer"])
def test_addresses_that_no_line_of_nquads_could_hold(address: str) -> None:
    with pytest.raises(MalformedInputError, match="relative_iri"):
        is_signed(address)


@pytest.mark.parametrize("value", [None, [], "proof", {}, a_proof()])
def test_proofs_that_are_none(value: object) -> None:
    with pytest.raises(MalformedInputError):
        read_proof(value, {})
