"""The contexts and types of DIVOC's credentials."""

import re
from enum import Enum

from credential_core.encodings.strict_json import JsonObject

CREDENTIALS_V1 = "https://www.w3.org/2018/credentials/v1"
VACCINATION_V1 = "https://cowin.gov.in/credentials/vaccination/v1"
VACCINATION_V2 = "https://cowin.gov.in/credentials/vaccination/v2"
VACCINATION_PHILIPPINES = "https://divoc.prod/vaccine/credentials/vaccination/v1"
TEST_V1 = "https://cowin.gov.in/credentials/testCertificate/v1"

PHILIPPINES = "did:philippines"
"""The key whose certificates write `sex`, and the only one."""

_ADDRESS = re.compile(r"https://[a-z0-9.-]{1,100}(?:/vaccine)?/credentials/(vaccination/v[12]|testCertificate/v1)\Z")
_CONTEXTS = {
    "vaccination/v1": VACCINATION_V1,
    "vaccination/v2": VACCINATION_V2,
    "testCertificate/v1": TEST_V1,
}
# Installations that published what is version 2 elsewhere at the address of version 1; the Philippines added a term.
_SPECIAL = {
    VACCINATION_PHILIPPINES: VACCINATION_PHILIPPINES,
    "https://divoc.lgcc.gov.lk/credentials/vaccination/v1": VACCINATION_V2,
}


class DivocType(Enum):
    """DIVOC's two kinds of credentials: the credential's type and its evidence's."""

    VACCINATION = ("ProofOfVaccinationCredential", "Vaccination")
    TEST = ("ProofOfTestCertificateCredential", "TestDetails")


def is_divoc_credential(document: JsonObject) -> bool:
    """Whether a JSON object claims to be one of DIVOC's credentials, with a context that is known."""
    return divoc_context(document) is not None


def divoc_context(document: JsonObject) -> str | None:
    """The context that defines a document's terms, by the address at which it is kept here.

    Each installation writes its own address, and none of them resolves. The address is not signed, the terms are: with
    another context's terms a signature does not verify, or says the same.
    """
    contexts = document.get("@context")
    if not isinstance(contexts, list) or len(contexts) != 2 or contexts[0] != CREDENTIALS_V1:
        return None
    return known_context(contexts[1]) if isinstance(contexts[1], str) else None


def known_context(address: str) -> str | None:
    """The address at which the context with the same terms is kept here; None for what no installation publishes."""
    found = _ADDRESS.match(address)
    return None if found is None else _SPECIAL.get(found[0], _CONTEXTS[found[1]])
