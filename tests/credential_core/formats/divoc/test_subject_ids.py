import pytest
from hypothesis import given

from credential_core.claims import Identity
from credential_core.formats.divoc.proof import is_signed
from credential_core.formats.divoc.subject_ids import identity_address, read_identity, reference_address
from tests.strategies import TEXTS


@given(TEXTS, TEXTS)
def test_any_identity_has_an_address_of_its_own(kind: str, number: str) -> None:
    address = identity_address(Identity(kind, number))
    assert is_signed(address)
    assert address.isascii() and not any(character.isspace() for character in address)
    assert read_identity(address, reference="") == Identity(kind, number)


@given(TEXTS)
def test_a_reference_is_no_identity(reference: str) -> None:
    address = reference_address("did:srilanka:moh", reference)
    assert is_signed(address)
    assert read_identity(address, reference) is None


@pytest.mark.parametrize(
    ("address", "identity"),
    [
        ("did:Passport:M 123", Identity("Passport", "M 123")),
        ("did:in.gov.uidai.aadhaar:2342343334", Identity("in.gov.uidai.aadhaar", "2342343334")),
        ("did:Passport:50%", Identity("Passport", "50%")),
        ("did:Passport:%FF", Identity("Passport", "%FF")),
        ("did:Passport:A%0AB", Identity("Passport", "A%0AB")),
        ("did:Passport:REF", None),
        ("did:Passport:", None),
        ("did:Passport", None),
        ("urn:x:1", None),
        ("NA", None),
        ("", None),
    ],
)
def test_addresses_that_others_wrote(address: str, identity: Identity | None) -> None:
    assert read_identity(address, "REF") == identity
