"""The EU's shared test data (dgc-testdata): vectors, pictures, reference results, and the signers' certificates."""

import base64
import csv
import gzip
import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import base45

from credential_core.formats.signed import Scheme
from credential_core.report import CheckName, Report
from credential_core.trust import TrustEntry, TrustKey, TrustList
from credential_core.verification import verify_certificate
from issuer_jobs.packaged_data import load_resources
from issuer_jobs.trust_sources.certificates import hcert_uses, read_certificate
from issuer_jobs.trust_sources.public_keys import trust_key
from issuer_jobs.verifying.containers import ContainerError
from issuer_jobs.verifying.inputs import read_payloads
from issuer_jobs.verifying.native import answer_all
from tests.dcc_issuer import a_dcc_text
from tests.hcert_issuer import hcert_text

VECTORS = "hcert/dgc-testdata.jsonl"
PICTURES = "hcert/dgc-testdata-2dcode.jsonl.gz"
REFERENCE = "hcert/dgc-testdata-reference.csv"

_PEM_LINE = re.compile("-----[A-Z ]+-----")

Vector: TypeAlias = Mapping[str, Any]
Row: TypeAlias = Mapping[str, str]


def read_vectors(vectors: Path) -> dict[str, Vector]:
    """The vectors by file name."""
    lines = (vectors / VECTORS).read_text(encoding="utf-8").splitlines()
    return {vector["file"]: vector for vector in map(json.loads, lines)}


def read_pictures(vectors: Path) -> dict[str, bytes]:
    """The pictures' files by file name of their vector."""
    lines = gzip.decompress((vectors / PICTURES).read_bytes()).splitlines()
    return {vector["file"]: base64.b64decode(vector["2DCODE"]) for vector in map(json.loads, lines)}


def read_reference(vectors: Path) -> list[Row]:
    """What each vector expects of a verifier, and what the reference made of it."""
    with (vectors / REFERENCE).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def text_of(vector: Vector) -> bytes:
    """The text of the vector's code, made from the outermost layer that it has."""
    if "PREFIX" in vector:
        return str(vector["PREFIX"]).encode()
    if "BASE45" in vector:
        return b"HC1:" + str(vector["BASE45"]).encode()
    if "COMPRESSED" in vector:
        return b"HC1:" + bytes(base45.b45encode(bytes.fromhex(vector["COMPRESSED"])))
    return hcert_text(bytes.fromhex(vector["COSE"])) if "COSE" in vector else a_dcc_text(vector["JSON"])


def clock_of(vector: Vector) -> datetime:
    """When the vector is to be judged; some time in 2021 where it does not matter."""
    clock = datetime.fromisoformat(vector["TESTCTX"].get("VALIDATIONCLOCK", "2021-07-01").strip())
    return clock.replace(tzinfo=clock.tzinfo or UTC).astimezone(UTC)


def signer_key(vector: Vector, key_id: str | None = None) -> TrustKey:
    """The signer's certificate as a key of a trust list, with another id when one is given."""
    certificate = read_certificate(base64.b64decode(_PEM_LINE.sub("", vector["TESTCTX"]["CERTIFICATE"])))
    period = certificate.facts.not_before, certificate.facts.not_after
    return trust_key(Scheme.HCERT, key_id or certificate.key_id, certificate.key, hcert_uses(certificate), period)


def signer_keys(vectors: Iterable[Vector]) -> dict[str, TrustKey]:
    """The keys of all signers by id."""
    return {key.id: key for key in map(signer_key, vectors)}


def trust_in(keys: Iterable[TrustKey], clock: datetime) -> TrustList:
    """A trust list of one issuer with these keys, current at `clock`."""
    issuer = "dgc-testdata"
    entry = TrustEntry(issuer, "Signers of the test data", "EU", tuple(keys), scheme=Scheme.HCERT)
    issued_at, valid_until = clock - timedelta(hours=1), clock + timedelta(days=1)
    return TrustList(1, issued_at, valid_until, {(Scheme.HCERT, issuer): entry})


def judge(text: bytes, keys: Iterable[TrustKey], clock: datetime) -> Report:
    """The report of a text when these keys are trusted."""
    trust = trust_in(keys, clock)
    return answer_all(verify_certificate(text, trust, _resources(), clock), lambda _path: None)


def outcome(report: Report, name: CheckName) -> str:
    """A check's outcome."""
    return next(check.outcome.value for check in report.checks if check.name is name)


@cache
def texts_in(picture: bytes) -> tuple[bytes, ...]:
    """What the codes of a picture hold, read as `divoc verify` reads it; nothing when it cannot be read.

    A file that is no picture is handed on as it stands, and holds no code either.
    """
    try:
        texts = read_payloads(picture)
    except ContainerError:
        return ()
    return () if texts == (picture,) else texts


@cache
def _resources() -> Any:
    return load_resources()
