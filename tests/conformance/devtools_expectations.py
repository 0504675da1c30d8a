"""Reads what health-cards-dev-tools' tests expect: `[errors, warnings]`, each a count or a list of `ErrorCode`s."""

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_NAMES = """
    ERROR DATA_FILE_NOT_FOUND LOG_PATH_NOT_FOUND CRITICAL_DATA_MISSING SCHEMA_ERROR FHIR_SCHEMA_ERROR INFLATION_ERROR
    JWS_HEADER_ERROR JWS_VERIFICATION_ERROR SHLINK_VERIFICATION_ERROR SHLINK_INVALID_PASSCODE SHLINK_NOT_HTTPS_URL
    SIGNATURE_FORMAT_ERROR QR_DECODE_ERROR ISSUER_KEY_DOWNLOAD_ERROR ISSUER_KEY_WELLKNOWN_ENDPOINT_CORS
    ISSUER_NOT_TRUSTED ISSUER_DIRECTORY_NOT_FOUND ISSUER_KID_MISMATCH INVALID_ISSUER_URL INVALID_QR INVALID_NUMERIC_QR
    INVALID_SHLINK INVALID_NUMERIC_QR_HEADER MISSING_QR_CHUNK QR_CHUNKING_DEPRECATED UNBALANCED_QR_CHUNKS
    INVALID_QR_VERSION UNKNOWN_FILE_DATA JSON_PARSE_ERROR REVOCATION_ERROR JWS_TOO_LONG INVALID_FILE_EXTENSION
    TRAILING_CHARACTERS NOT_YET_VALID EXPIRATION_ERROR PROFILE_ERROR
"""
_KEY_NAMES = "WRONG_KTY WRONG_ALG WRONG_USE WRONG_KID WRONG_CRV SCHEMA PRIVATE X5C UNKNOWN"
NUMBERS: Mapping[str, int] = {
    **{name: number for number, name in enumerate(_NAMES.split(), 100)},
    **{f"INVALID_KEY_{name}": number for number, name in enumerate(_KEY_NAMES.split(), 200)},
    "OPENSSL_NOT_AVAILABLE": 300,
}
"""`ErrorCode` of the reference, by name."""

# Constants of the reference's tests: lists that repeat one code.
_CONSTANTS = {
    "SHORT_URL_WARNINGS": ["FHIR_SCHEMA_ERROR"],
    "SCHEMA_ERROR_ARRAY": ["FHIR_SCHEMA_ERROR"],
    "JWS_TOO_LONG_WARNING": ["JWS_TOO_LONG"],
}
_COMMENT = re.compile(r"/\*.*?\*/")
_CHOICE = re.compile(r"OPENSSL_AVAILABLE\s*\?\s*([^:\]]+):[^,\]]+")
_NAME = re.compile(r"\b(?:ec|ErrorCode)\.([A-Z_0-9]+)\b|\b([A-Z][A-Z_0-9]+)\b")
_EXCLUDED = re.compile(r"exclude:\s*\[([^\]]*)\]")
_OPTION = re.compile(r"(\w+):\s*['\"]?([^'\",}\s]+)")


@dataclass(frozen=True, slots=True)
class Found:
    """Errors or warnings: whether there are any, and their numbers where the reference names them."""

    any: bool
    numbers: frozenset[int]
    is_named: bool


@dataclass(frozen=True, slots=True)
class Expectation:
    """What the reference finds; `options` are those of its command line, which can exclude findings."""

    errors: Found
    warnings: Found
    excluded: frozenset[int]
    options: Mapping[str, str]

    @property
    def is_named(self) -> bool:
        """Whether all numbers are known."""
        return all(found.is_named or not found.any for found in (self.errors, self.warnings))


def read_expectation(expected: str, options: str | None) -> Expectation:
    """One case's expectation; LookupError for a name that is not the reference's."""
    text = _CHOICE.sub(r"\1", _COMMENT.sub("", expected))
    values: list[Any] = ast.literal_eval(_NAME.sub(lambda name: repr(_named(name[1], name[2])), text))
    excluded = _excluded(options or "")
    found = [_found(value, excluded) for value in [*values, 0][:2]]
    return Expectation(found[0], found[1], excluded, dict(_OPTION.findall(_EXCLUDED.sub("", options or ""))))


def _named(code: str | None, constant: str | None) -> object:
    return NUMBERS[code] if code is not None else [NUMBERS[name] for name in _CONSTANTS[str(constant)]]


def _found(value: int | list[int], excluded: frozenset[int]) -> Found:
    if isinstance(value, int):
        return Found(value > 0, frozenset(), is_named=value == 0)
    numbers = frozenset(value) - excluded
    return Found(bool(numbers), numbers, is_named=True)


def _excluded(options: str) -> frozenset[int]:
    found = _EXCLUDED.search(options)
    names = re.findall(r"'([^']+)'", found[1]) if found else []
    numbers = (NUMBERS.get(name.upper().replace("-", "_")) for name in names)
    return frozenset(number for number in numbers if number is not None)
