"""What verification needs beside the payload and the trust list, given by the caller and frozen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TypeAlias

from credential_core.encodings.json_schema import JsonSchemas
from credential_core.encodings.jsonld import JsonLdProcessor
from credential_core.encodings.strict_json import JsonObject, parse_json_object
from credential_core.errors import TrustMaterialError
from credential_core.product_catalogue import ProductCatalogue, read_product_catalogue

CREDENTIALS_V1 = "https://www.w3.org/2018/credentials/v1"
CREDENTIALS_V2 = "https://www.w3.org/ns/credentials/v2"
VACCINATION_V1 = "https://w3id.org/divoc/vaccination/v1"
TEST_V1 = "https://w3id.org/divoc/test/v1"

# File below `data/contexts/` and SHA-256 of every context that we accept. A context decides what a signature covers, so
# each is pinned by its bytes (VC Data Integrity §4.6); `data/contexts/NOTICE.md` says where they come from.
_CONTEXTS: Mapping[str, tuple[str, str]] = {
    CREDENTIALS_V2: (
        "credentials-v2.jsonld",
        "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734",
    ),
    VACCINATION_V1: (
        "vaccination-v1.jsonld",
        "acd7a0a54ca80d66920fa4212c5ba081a30ac3a80237fb95e8e4c403a8a69583",
    ),
    TEST_V1: (
        "test-v1.jsonld",
        "ea8c935df66f905345396116a781d8009f2df99d53ac5c658898c28f6117adf2",
    ),
    CREDENTIALS_V1: (
        "credentials-v1.jsonld",
        "ab4ddd9a531758807a79a5b450510d61ae8d147eab966cc9a200c07095b0cdcc",
    ),
    "https://www.w3.org/ns/credentials/examples/v2": (
        "credentials-examples-v2.jsonld",
        "57393fbc69d6efb9b9b5dc9cb6b9880b0944360abfe2eaf459c9e58cf2279d7c",
    ),
    "https://www.w3.org/ns/credentials/undefined-terms/v2": (
        "credentials-undefined-terms-v2.jsonld",
        "82dab514ba44eb18f5d1b0f638c5e140c6a556fbfb5089601bdc0fa5eb8b2581",
    ),
    "https://www.w3.org/ns/credentials/status/v1": (
        "credentials-status-v1.jsonld",
        "fda5add353231e6a6884a46b12e6c75464281900cb348284d9c360f62381d9f7",
    ),
    "https://w3id.org/vc/status-list/2021/v1": (
        "vc-status-list-2021-v1.jsonld",
        "6dd06a52bedb771e059c1083ba8ba7848dce22f6b4a8cfa0b98ba3fc188870e4",
    ),
    "https://w3id.org/security/data-integrity/v1": (
        "data-integrity-v1.jsonld",
        "b5d829bd09aa7c42abc6efa0c8ed7635313b5487f37ccfce3ecd149ca9418554",
    ),
    "https://w3id.org/security/data-integrity/v2": (
        "data-integrity-v2.jsonld",
        "67f21e6e33a6c14e5ccfd2fc7865f7474fb71a04af7e94136cb399dfac8ae8f4",
    ),
    "https://w3id.org/security/multikey/v1": (
        "multikey-v1.jsonld",
        "ba2c182de2d92f7e47184bcca8fcf0beaee6d3986c527bf664c195bbc7c58597",
    ),
    "https://w3id.org/security/jwk/v1": (
        "jwk-v1.jsonld",
        "0f14b62f6071aafe00df265770ea0c7508e118247d79b7d861a406d2aa00bece",
    ),
    "https://w3id.org/security/v1": (
        "security-v1.jsonld",
        "e2d146cd556f6fa5f14996c6f1749667d5a14073fa30f0643990068e2c0b1bac",
    ),
    "https://w3id.org/security/v2": (
        "security-v2.jsonld",
        "4cb186bc29c08af6e40c58178c22dd84d542f2871a063afed6e648b47abc3cf6",
    ),
    "https://w3id.org/security/suites/ed25519-2018/v1": (
        "ed25519-signature-2018-v1.jsonld",
        "166c6abb9e08176cee5f6c87c9c1bbfefa5717da391bcac525e5437f93eab809",
    ),
    "https://w3id.org/security/suites/ed25519-2020/v1": (
        "ed25519-signature-2020-v1.jsonld",
        "3db5c19efb0047a6edfd3b36e24346a8a3caad369d749e3c2d69e862696403e5",
    ),
    # One address of several for each (`formats/divoc/vocabulary.py`).
    "https://cowin.gov.in/credentials/vaccination/v1": (
        "divoc-vaccination-v1.jsonld",
        "97ba89e94957f87f53def12e3b9627b75c46a0cb754855423f8416501050f57c",
    ),
    "https://cowin.gov.in/credentials/vaccination/v2": (
        "divoc-vaccination-v2.jsonld",
        "9b75777f469aaf906290916d4911f15907d3d62d8c68fc743611211880010e19",
    ),
    "https://divoc.prod/vaccine/credentials/vaccination/v1": (
        "divoc-vaccination-philippines.jsonld",
        "1ddc3b343c5cb3683201315726a78ddcd85f06f867bc35d560c94b0d41b5099b",
    ),
    "https://cowin.gov.in/credentials/testCertificate/v1": (
        "divoc-test-certificate-v1.jsonld",
        "8657b3f1c6ec0bca78dde279443307ad9aa6de3fe2ed67958b6e48c3817d54ca",
    ),
}

CONTEXT_FILES: Mapping[str, str] = {address: name for address, (name, _) in _CONTEXTS.items()}
"""File name of every context we accept, below `data/contexts/`."""

CodeLists: TypeAlias = Mapping[str, Mapping[str, str]]
"""Names of codes by the code list's id."""

_EU_VALUE_SETS = (
    "country-2-codes",
    "disease-agent-targeted",
    "test-manf-example",
    "test-result",
    "test-type",
    "vaccine-mah-manf",
    "vaccine-medicinal-product",
    "vaccine-prophylaxis",
)
_DCC_VERSIONS = ("1.0.0", "1.0.1", "1.1.0", "1.2.0", "1.2.1", "1.3.0", "1.3.1", "1.3.2", "1.3.3")
_DCC_SCHEMA = "schemas/dcc/{}.combined-schema.json"

_ICD11_LISTS = ("diseases", "test-results", "vaccine-diseases", "vaccines")
_FHIR_LISTS = ("cvx", "cvx-vaccine-diseases", "loinc-covid-19-tests", "snomed-test-results")
DIVOC_PRODUCTS = "code_lists/divoc/products.json"
_PRODUCT_RELEASES = ("code_lists/icvp/2025-10.json", "code_lists/icvp/2026-04.json")  # oldest first

DOCUMENT_FILES: tuple[str, ...] = (
    *(f"code_lists/eu-dcc/{name}.json" for name in _EU_VALUE_SETS),
    *(f"code_lists/icd11/{name}.json" for name in _ICD11_LISTS),
    *(f"code_lists/fhir/{name}.json" for name in _FHIR_LISTS),
    DIVOC_PRODUCTS,
    *_PRODUCT_RELEASES,
    *map(_DCC_SCHEMA.format, _DCC_VERSIONS),
)
"""Schemas, code lists and catalogues that readers ask for, by their path below `data/`."""


@dataclass(frozen=True, slots=True)
class Resources:
    """The JSON-LD processor with the allow-listed contexts, and the JSON documents of `DOCUMENT_FILES` by path.

    `code_lists` are those of the documents that have the form of the EU's value sets, by their id; `dcc_schemas` the
    schemas of EU Digital COVID Certificates by version, each read when it is first asked for; `products` the vaccines
    that the WHO lists for international certificates.
    """

    json_ld: JsonLdProcessor
    documents: Mapping[str, JsonObject]
    code_lists: CodeLists = field(init=False)
    dcc_schemas: JsonSchemas = field(init=False)
    products: ProductCatalogue = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "code_lists", _code_lists(self.documents.values()))
        schemas = {version: self.documents.get(_DCC_SCHEMA.format(version)) for version in _DCC_VERSIONS}
        found = {version: schema for version, schema in schemas.items() if schema is not None}
        object.__setattr__(self, "dcc_schemas", JsonSchemas(found))
        releases = (self.documents[path] for path in _PRODUCT_RELEASES if path in self.documents)
        object.__setattr__(self, "products", read_product_catalogue(releases))

    @classmethod
    def from_files(cls, contexts: Mapping[str, bytes], documents: Mapping[str, bytes]) -> "Resources":
        """Build from context address → bytes and path → bytes; refuses (`context_hash`) any but the pinned contexts."""
        parsed: dict[str, JsonObject] = {}
        for address, data in contexts.items():
            _, pinned = _CONTEXTS.get(address, ("", ""))
            if sha256(data).hexdigest() != pinned:
                raise TrustMaterialError("context_hash", context=address)
            parsed[address] = parse_json_object(data)
        return cls(JsonLdProcessor(parsed), {path: parse_json_object(data) for path, data in documents.items()})


def _code_lists(documents: Iterable[JsonObject]) -> CodeLists:
    return {
        document["valueSetId"]: {code: value["display"] for code, value in document["valueSetValues"].items()}
        for document in documents
        if "valueSetId" in document
    }
