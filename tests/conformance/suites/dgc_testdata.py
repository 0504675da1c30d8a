"""The EU's shared test data, flag by flag, wherever the reference found that vector and flag agree."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import cbor2

from credential_core.encodings.base45 import decode_base45
from credential_core.encodings.deflate import inflate_zlib
from credential_core.errors import CredentialError
from credential_core.formats.hcert.cwt import decode_hcert
from credential_core.formats.hcert.prefix import strip_hcert_prefix
from credential_core.limits import MAX_HCERT_CHARACTERS, MAX_INFLATED_BYTES
from credential_core.report import CheckName, Report
from tests.conformance.cases import Case, Suite
from tests.conformance.dgc_testdata import (
    PICTURES,
    REFERENCE,
    VECTORS,
    Vector,
    clock_of,
    judge,
    outcome,
    read_pictures,
    read_reference,
    read_vectors,
    signer_key,
    text_of,
    texts_in,
)
from tests.conformance.hcert_text import decode_hcert_text

_RIGHT = ("agree", "agree-lenient-curve", "needs-valueset-check")
_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)\Z")
_EU_DCC = "1"
_HCERT = "-260"


@dataclass(frozen=True)
class _Subject:
    """A vector with its picture; the report is made once for all flags."""

    vector: Vector
    picture: bytes | None

    @cached_property
    def report(self) -> Report:
        return judge(text_of(self.vector), [signer_key(self.vector)], clock_of(self.vector))

    @property
    def base45(self) -> bytes:
        return str(self.vector["BASE45"]).encode()

    def layer(self, name: str) -> bytes:
        return bytes.fromhex(self.vector[name])

    def passed(self, name: CheckName) -> bool:
        return outcome(self.report, name) == "passed"


def _unprefix(subject: _Subject) -> bool:
    return strip_hcert_prefix(text_of(subject.vector)) == subject.base45


def _decode_base45(subject: _Subject) -> bool:
    compressed = decode_base45(subject.base45, MAX_HCERT_CHARACTERS)
    if "COMPRESSED" in subject.vector:
        return compressed == subject.layer("COMPRESSED")
    message = inflate_zlib(compressed, MAX_INFLATED_BYTES)
    return "COSE" not in subject.vector or message == subject.layer("COSE")


def _decompress(subject: _Subject) -> bool:
    return inflate_zlib(subject.layer("COMPRESSED"), MAX_INFLATED_BYTES) == subject.layer("COSE")


def _decode(subject: _Subject) -> bool:
    """COSE holds what CBOR and JSON say; CBOR is the certificate, or all claims."""
    vector = subject.vector
    hcert = decode_hcert(subject.layer("COSE")) if "COSE" in vector else decode_hcert_text(text_of(vector))
    contents = hcert.payload[_HCERT][_EU_DCC]
    if not isinstance(contents, dict):
        return False
    if "CBOR" in vector:
        encoded = subject.layer("CBOR")
        if encoded != hcert.message.payload and _canonical(cbor2.loads(encoded)) != _canonical(contents):
            return False
    return "JSON" not in vector or bool(_canonical(contents) == _canonical(vector["JSON"]))


def _decode_json(subject: _Subject) -> bool:
    payload = subject.report.payload or {}
    return bool(_canonical(payload.get(_HCERT, {}).get(_EU_DCC)) == _canonical(subject.vector["JSON"]))


def _read_picture(subject: _Subject) -> bool:
    return subject.picture is not None and text_of(subject.vector) in texts_in(subject.picture)


def _is_of_use(subject: _Subject) -> bool:
    """The flag is about the certificate's uses only, so its key is listed under whatever id the message names."""
    key_id = decode_hcert_text(text_of(subject.vector)).message.key_id
    report = judge(text_of(subject.vector), [signer_key(subject.vector, key_id)], clock_of(subject.vector))
    return outcome(report, CheckName.KEY_USAGE) == "passed"


def _has_known_codes(subject: _Subject) -> bool:
    """For vectors whose flag counts on the value sets: to us, a code that is unknown is a warning."""
    doubts = {"unknown_manufacturer", "unknown_test_device", "unknown_country"}
    return subject.passed(CheckName.SCHEMA) and not doubts & set(subject.report.warnings)


_FLAGS: Mapping[str, Callable[[_Subject], bool]] = {
    "EXPECTEDUNPREFIX": _unprefix,
    "EXPECTEDB45DECODE": _decode_base45,
    "EXPECTEDCOMPRESSION": _decompress,
    "EXPECTEDDECODE": _decode,
    "EXPECTEDVALIDJSON": _decode_json,
    "EXPECTEDSCHEMAVALIDATION": lambda subject: subject.passed(CheckName.SCHEMA),
    "EXPECTEDVERIFY": lambda subject: subject.passed(CheckName.SIGNATURE),
    "EXPECTEDEXPIRATIONCHECK": lambda subject: subject.passed(CheckName.VALIDITY_PERIOD),
    "EXPECTEDKEYUSAGE": _is_of_use,
    "EXPECTEDPICTUREDECODE": _read_picture,
}


def _cases(vectors: Path) -> Iterator[Case]:
    pictures = read_pictures(vectors)
    subjects = {file: _Subject(vector, pictures.get(file)) for file, vector in read_vectors(vectors).items()}
    for row in read_reference(vectors):
        if row["verdict"] not in _RIGHT or row["file"] not in subjects:
            continue
        judged = _has_known_codes if row["verdict"] == "needs-valueset-check" else _FLAGS[row["flag"]]
        yield Case(f"{row['file']}/{row['flag']}", row["expected"], partial(_result, judged, subjects[row["file"]]))


def _result(judged: Callable[[_Subject], bool], subject: _Subject) -> str:
    try:
        return str(judged(subject)).lower()
    except CredentialError:
        return "false"


def _canonical(value: Any) -> Any:
    """Equal for equal contents: a time is the same in every zone and spelling."""
    match value:
        case Mapping():
            return {str(key): _canonical(item) for key, item in value.items()}
        case list() | tuple():
            return [_canonical(item) for item in value]
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case str() if _DATE_TIME.match(value):
            return _canonical(datetime.fromisoformat(value))
        case _:
            return value


SUITE = Suite("dgc-testdata", (VECTORS, PICTURES, REFERENCE), _cases)
