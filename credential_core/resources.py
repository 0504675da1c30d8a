"""What verification needs beside the payload and the trust list, given by the caller and frozen."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from credential_core.encodings.jsonld import JsonLdProcessor
from credential_core.encodings.strict_json import JsonObject, parse_json_object
from credential_core.errors import TrustMaterialError

CREDENTIALS_V2 = "https://www.w3.org/ns/credentials/v2"
VACCINATION_V1 = "https://w3id.org/divoc/vaccination/v1"

CONTEXT_FILES: Mapping[str, str] = {
    CREDENTIALS_V2: "credentials-v2.jsonld",
    VACCINATION_V1: "vaccination-v1.jsonld",
}
"""File name of every context we accept, below `data/contexts/`."""

# A context decides what a signature covers, so each is pinned by its bytes (VC Data Integrity §4.6).
_CONTEXT_SHA256: Mapping[str, str] = {
    CREDENTIALS_V2: "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734",
    VACCINATION_V1: "acd7a0a54ca80d66920fa4212c5ba081a30ac3a80237fb95e8e4c403a8a69583",
}


@dataclass(frozen=True, slots=True)
class Resources:
    """The JSON-LD processor with the allow-listed contexts."""

    json_ld: JsonLdProcessor

    @classmethod
    def from_contexts(cls, files: Mapping[str, bytes]) -> "Resources":
        """Build from context address → file bytes; refuses (`context_hash`) bytes that are not the pinned ones."""
        contexts: dict[str, JsonObject] = {}
        for address, data in files.items():
            if sha256(data).hexdigest() != _CONTEXT_SHA256.get(address):
                raise TrustMaterialError("context_hash", context=address)
            contexts[address] = parse_json_object(data)
        return cls(JsonLdProcessor(contexts))
