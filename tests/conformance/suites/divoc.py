"""Certificates and QR codes of DIVOC and Co-WIN, and attacks on them: each as the vectors' INDEX.md says.

What INDEX.md calls VALID must be valid, what it calls INVALID must be, and an attack may be anything but valid.
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache, partial
from hashlib import sha256
from pathlib import Path

from credential_core.formats.divoc.reader import decode_divoc_credential
from credential_core.report import Report
from credential_core.resources import Resources
from credential_core.trust import TrustList
from credential_core.verification import verify_certificate
from issuer_jobs.packaged_data import load_resources
from issuer_jobs.verifying.inputs import read_payloads
from issuer_jobs.verifying.native import answer_all
from tests.conformance.cases import Case, Suite
from tests.conformance.divoc_keys import FOLDER, NOW, W3C_FOLDER, vector_trust

_INDEX = f"{FOLDER}/INDEX.md"
_ROW = re.compile(r"\| (?P<files>[^|]+?) \|.*\| (?P<result>[^|]+?) \|\Z")
_COMMENT = re.compile(r"\([^)]*\)|\*\*|`")
_NUMBERS = re.compile(r"(?P<stem>.*-)(?P<numbers>[0-9]+(?:/[0-9]+)+)\Z")
_SUFFIX = re.compile(r"\.(json|txt|png|bin)\Z")


def _cases(vectors: Path) -> Iterator[Case]:
    folder = vectors / FOLDER
    expected = dict(_read_index((vectors / _INDEX).read_text(encoding="utf-8")))
    trust = vector_trust(vectors)
    for path in sorted((folder / "certs").iterdir()):
        if path.suffix in (".json", ".txt") and not _is_mapping(path):
            yield from _verdict_case(path, expected, trust)
    for path in sorted((folder / "qr").glob("*.bin")):
        yield from _verdict_case(path, expected, trust)
        yield from _code_cases(path, expected, trust)
    for path in sorted((vectors / W3C_FOLDER).glob("*.json")):
        if path.name != "keys.json":
            yield Case(f"{W3C_FOLDER}/{path.name}", "valid", partial(_verdict, path.read_bytes(), trust))
    yield from _canonical_cases(folder / "certs")


def _read_index(text: str) -> Iterator[tuple[str, str]]:
    """File name without its suffix → `valid` or `invalid`, for every row that says one of them."""
    for row in filter(None, map(_ROW.match, text.splitlines())):
        result = _COMMENT.sub("", row["result"]).strip()
        verdict = "valid" if result.startswith("VALID") else "invalid" if "INVALID" in result else None
        if verdict is not None:
            yield from ((name, verdict) for name in _names(_COMMENT.sub("", row["files"])))


def _names(cell: str) -> Iterator[str]:
    """`a-1/2.json, b` and `a-Contents.txt, …Unpacked.json`, each without its suffix; `a*` begins several names."""
    first = ""
    for item in (_SUFFIX.sub("", item.strip()) for item in cell.split(",")):
        numbered = _NUMBERS.match(item)
        if item.startswith("…"):
            yield first.removesuffix("Contents") + item[1:]
        elif numbered is not None:
            yield from (f"{numbered['stem']}{number}" for number in numbered["numbers"].split("/"))
        else:
            first = item
            yield item


def _is_mapping(path: Path) -> bool:
    """WHO's expected FHIR resources stand beside the certificates that they map."""
    return path.suffix == ".json" and "resourceType" in json.loads(path.read_bytes())


def _expected(path: Path, expected: Mapping[str, str]) -> str | None:
    if path.stem.startswith("attack-"):
        return "refused"
    begun = (verdict for name, verdict in expected.items() if name.endswith("*") and path.stem.startswith(name[:-1]))
    return expected.get(path.stem) or next(begun, None)


def _verdict_case(path: Path, expected: Mapping[str, str], trust: TrustList) -> Iterator[Case]:
    wanted = _expected(path, expected)
    if wanted is not None:
        judged = _refusal if wanted == "refused" else _verdict
        yield Case(f"{path.parent.name}/{path.name}", wanted, partial(judged, path.read_bytes(), trust))


def _code_cases(path: Path, expected: Mapping[str, str], trust: TrustList) -> Iterator[Case]:
    """The picture gives the payload byte by byte and the same verdict, the payload gives the JSON."""
    unpacked, picture = path.with_suffix(".json"), path.with_suffix(".png")
    if unpacked.exists():
        yield Case(f"qr/{unpacked.name}", _plain(json.loads(unpacked.read_bytes())), partial(_payload, path, trust))
    if picture.exists():
        yield Case(f"qr/{picture.name}/payload", path.read_bytes().hex(), partial(_read_picture, picture))
        yield from _verdict_case(picture, expected, trust)


def _canonical_cases(folder: Path) -> Iterator[Case]:
    """`x.nq` and `x.proof.nq` are what the proof of the certificate `x…json` covers."""
    for proof in sorted(folder.glob("*.proof.nq")):
        document = proof.with_name(proof.name.replace(".proof", ""))
        certificate = next(folder.glob(f"{document.stem}*.json"), None)
        if certificate is not None and document.exists():
            wanted = sha256(proof.read_bytes()).digest() + sha256(document.read_bytes()).digest()
            yield Case(f"certs/{document.name}", wanted.hex(), partial(_signed_hashes, certificate))


def _signed_hashes(path: Path) -> str:
    signature = decode_divoc_credential(json.loads(path.read_bytes()), _resources()).signature
    return signature.message(next(iter(signature.algorithms)), _resources())[-64:].hex()


def _payload(path: Path, trust: TrustList) -> str:
    return _plain(_judge(path.read_bytes(), trust).payload)


def _plain(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _read_picture(path: Path) -> str:
    return ", ".join(payload.hex() for payload in read_payloads(path))


def _verdict(data: bytes, trust: TrustList) -> str:
    return ", ".join(_judge(payload, trust).verdict.value for payload in read_payloads(data))


def _refusal(data: bytes, trust: TrustList) -> str:
    verdict = _verdict(data, trust)
    return "refused" if verdict in ("invalid", "cannot_tell") else verdict


@cache
def _resources() -> Resources:
    return load_resources()


def _judge(payload: bytes, trust: TrustList) -> Report:
    return answer_all(verify_certificate(payload, trust, _resources(), NOW), lambda _path: None)


SUITE = Suite("divoc", (_INDEX,), _cases)
