"""Vectors of Data Integrity's cryptosuites: signed documents, and every step that their authors published."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from credential_core.encodings.jcs import canonicalize_json
from credential_core.encodings.multibase import encode_multibase
from credential_core.encodings.rdfc import canonicalize
from credential_core.encodings.strict_json import JsonObject, dump_json, parse_json_object
from credential_core.formats.verifiable_credential.cryptosuites import (
    Canonicalization,
    hash_function_of,
    hash_statements,
    hash_text,
)
from credential_core.formats.verifiable_credential.proof_set import UnverifiedDocumentProof, read_proofs
from credential_core.proofs import Algorithm
from credential_core.report import Verdict
from credential_core.resources import CONTEXT_FILES
from tests.conformance.cases import Case, absent, unsupported
from tests.conformance.trusted_issuers import algorithm_of, an_entry, judge, resources, trust, verdict

SELECTIVE_DISCLOSURE = "ecdsa-sd-2023"
_KEY_FILES = "*eyPair*.json"
_FORGED_ISSUER = "https://other.example/"


def signed_document_cases(folder: Path) -> Iterator[Case]:
    """Cases of every document that is signed with a suite we read; selective disclosure counts once."""
    keys = _keys(folder)
    if (folder / SELECTIVE_DISCLOSURE).is_dir():
        yield Case(
            SELECTIVE_DISCLOSURE, "supported", partial(unsupported, f"{SELECTIVE_DISCLOSURE}: disclosure by parts")
        )
    for path in sorted(folder.rglob("signed*.json")):
        if SELECTIVE_DISCLOSURE in path.parts:
            continue
        name = path.relative_to(folder).with_suffix("").as_posix()
        document = parse_json_object(path.read_bytes())
        unknown = [context for context in document["@context"] if context not in CONTEXT_FILES]
        if unknown:
            yield Case(name, "a known context", partial(absent, f"context {unknown[0]}"))
        else:
            yield from _step_cases(name, path, document)
            yield from _verdict_cases(name, document, keys)


def _keys(folder: Path) -> dict[str, str]:
    """All public keys of the key files, by the id that did:key gives them."""
    found: dict[str, str] = {}
    for path in folder.rglob(_KEY_FILES):
        pairs = json.loads(path.read_bytes())
        for pair in [pairs] if "publicKeyMultibase" in pairs else pairs.values():
            key: str = pair["publicKeyMultibase"]
            found[f"did:key:{key}#{key}"] = key
    return found


@dataclass(frozen=True, slots=True)
class _Steps:
    """What the steps of one proof come to."""

    proof: UnverifiedDocumentProof
    algorithm: Algorithm

    def canonical(self, document: JsonObject) -> str:
        if self.proof.suite.canonicalization is Canonicalization.JCS:
            return canonicalize_json(document).decode()
        return canonicalize(resources().json_ld.to_quads(document), hash_function_of(self.algorithm))

    def hash(self, document: JsonObject) -> str:
        hash_function = hash_function_of(self.algorithm)
        if self.proof.suite.canonicalization is Canonicalization.JCS:
            return hash_text(document, hash_function).hex()
        return hash_statements(resources().json_ld, document, hash_function).hex()

    def run(self, step: str) -> str:
        proof = self.proof
        results: Mapping[str, Callable[[], str]] = {
            "canonDoc": lambda: self.canonical(proof.document),
            "docHash": lambda: self.hash(proof.document),
            "proofCanon": lambda: self.canonical(proof.options),
            "proofHash": lambda: self.hash(proof.options),
            "combinedHash": lambda: proof.message(self.algorithm, resources()).hex(),
            "sigHex": proof.value.hex,
            "sigBTC58": lambda: encode_multibase(proof.value),
        }
        return results[step]()


_STEPS = ("canonDoc", "docHash", "proofCanon", "proofHash", "combinedHash", "sigHex", "sigBTC58")


def _step_cases(name: str, path: Path, document: JsonObject) -> Iterator[Case]:
    files = {step: path.with_name(f"{step}{path.stem.removeprefix('signed')}.txt") for step in _STEPS}
    for step, file in files.items():
        if file.is_file():
            yield Case(f"{name}/{step}", file.read_text(encoding="utf-8"), partial(_run_step, document, step))


def _run_step(document: JsonObject, step: str) -> str:
    (proof,) = read_proofs(document).proofs
    return _Steps(proof, algorithm_of(proof.key_id.partition("#")[2])).run(step)


def _verdict_cases(name: str, document: JsonObject, keys: Mapping[str, str]) -> Iterator[Case]:
    """The document is valid; with another issuer, another key's proof or any proof of a set altered, it is not."""
    issuers = (document["issuer"], _FORGED_ISSUER)
    yield Case(f"{name}/verdict", Verdict.VALID.value, partial(_judge, document, issuers, keys))
    forged = document | {"issuer": _FORGED_ISSUER}
    yield Case(f"{name}/forged-issuer", "invalid: signature signature_mismatch", partial(_judge, forged, issuers, keys))
    proofs = document["proof"] if isinstance(document["proof"], list) else [document["proof"]]
    for number, proof in enumerate(proofs):
        other = [*proofs[:number], proof | {"proofValue": _altered(proof["proofValue"])}, *proofs[number + 1 :]]
        altered = document | {"proof": other if len(proofs) > 1 else other[0]}
        yield Case(f"{name}/forged-proof-{number}", "invalid", partial(_judge_only, altered, issuers, keys))


def _altered(value: str) -> str:
    """Another base58 text of the same length, with its middle changed."""
    middle = len(value) // 2
    return value[:middle] + ("2" if value[middle] != "2" else "3") + value[middle + 1 :]


def _judge(document: JsonObject, issuers: tuple[Any, ...], keys: Mapping[str, str]) -> str:
    return verdict(judge(dump_json(document), trust(an_entry(issuer, keys) for issuer in issuers)))


def _judge_only(document: JsonObject, issuers: tuple[Any, ...], keys: Mapping[str, str]) -> str:
    return _judge(document, issuers, keys).partition(":")[0]
