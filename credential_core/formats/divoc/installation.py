"""A national installation of DIVOC: the addresses that its certificates name, and what they may be."""

from dataclasses import dataclass

from credential_core.errors import MalformedInputError
from credential_core.formats.divoc.proof import is_signed
from credential_core.formats.divoc.reader import CUSTOMARY_ISSUERS
from credential_core.formats.divoc.vocabulary import (
    PHILIPPINES,
    TEST_V1,
    VACCINATION_PHILIPPINES,
    VACCINATION_V1,
    DivocType,
    known_context,
)


@dataclass(frozen=True, slots=True)
class Installation:
    """`did` names the key, `issuer` is the member's text, `context` the address of the certificates' own context.

    A certificate's id is appended to `certificates`.
    """

    did: str
    issuer: str
    context: str
    certificates: str

    @property
    def type(self) -> DivocType:
        """What the context has terms for."""
        return DivocType.TEST if known_context(self.context) == TEST_V1 else DivocType.VACCINATION

    @property
    def has_sex(self) -> bool:
        """Whether a person's gender is written as `sex`."""
        return known_context(self.context) == VACCINATION_PHILIPPINES

    @property
    def has_version_2(self) -> bool:
        """Whether the context has `dob`, `icd11Code` and `prophylaxis`, whatever its address says."""
        return known_context(self.context) not in (VACCINATION_V1, TEST_V1)

    def faults(self) -> dict[str, str]:
        """By member, what it must be so that a certificate can be verified; empty when all is well."""
        found = {
            "did": (_is_address(self.did), "a DID such as did:india"),
            "issuer": (
                _is_address(self.issuer) or CUSTOMARY_ISSUERS.get(self.did) == self.issuer,
                "an absolute address, because verifiers' signatures cover no other issuer",
            ),
            "context": (
                known_context(self.context) is not None and self.has_sex is (self.did == PHILIPPINES),
                "https://<host>/credentials/vaccination/v1, …/v2 or …/testCertificate/v1, and for"
                f" {PHILIPPINES}, and nobody else, {VACCINATION_PHILIPPINES}",
            ),
            "certificates": (
                _is_address(self.certificates)
                and self.certificates.endswith(("/", "?", "#", "=", "&", ":"))
                and "feedback" not in self.certificates.lower(),
                "an absolute address that ends in '/', '?', '#' or '=', without the word 'feedback'",
            ),
        }
        return {name: wanted for name, (is_sound, wanted) in found.items() if not is_sound}


def _is_address(text: str) -> bool:
    try:
        return is_signed(text) and not any(character.isspace() for character in text)
    except MalformedInputError:
        return False
