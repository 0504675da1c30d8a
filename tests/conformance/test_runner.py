"""The conformance runner on the published vectors, and on vectors that were broken on purpose."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conformance.__main__ import DEFAULT_VECTORS, VECTORS_VARIABLE, main
from tests.conformance.cases import Suite
from tests.conformance.nquads_reader import read_nquads
from tests.conformance.registry import SUITES
from tests.conformance.runner import run_suite

VECTORS = Path(os.environ.get(VECTORS_VARIABLE, Path(__file__).parents[2] / DEFAULT_VECTORS))
SUITE_OF = {suite.name: suite for suite in SUITES}

needs_vectors = pytest.mark.skipif(not VECTORS.is_dir(), reason=f"no vectors in {VECTORS}; set {VECTORS_VARIABLE}")


@needs_vectors
@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name)
def test_published_vectors_give_what_they_say(suite: Suite) -> None:
    if suite.missing(VECTORS):
        pytest.skip(f"no vectors for {suite.name} in {VECTORS}")
    result = run_suite(suite, VECTORS)
    assert result.failures == ()
    assert result.passed > 0


def _replace(old: str, new: str) -> Callable[[str], str]:
    def break_text(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return break_text


BROKEN: list[tuple[str, str, Callable[[str], str]]] = [
    ("rdf-canon", "w3c/rdf-canon/rdfc10/test003-rdfc10.nq", _replace("c14n0", "c14n1")),
    ("rdf-canon", "w3c/rdf-canon/rdfc10/test003-rdfc10map.json", _replace("c14n0", "c14n1")),
    ("rdf-canon", "w3c/rdf-canon/rdfc10/test074-in.nq", lambda _: "_:a <urn:p> _:b .\n"),  # no longer a poison graph
    ("rdf-canon", "w3c/rdf-canon/rdfc10/test001-in.nq", lambda text: text + "<urn:a> <urn:b>\n"),
    ("rdf-canon", "w3c/rdf-canon/manifest.jsonld", lambda text: text[:-3]),
    ("rdf-canon", "w3c/rdf-canon/manifest.jsonld", lambda _: '{"entries": []}'),
    ("vc-eddsa", "w3c/vc-di-eddsa/eddsa-rdfc-2022/docHashDataInt.txt", lambda text: text[::-1]),
    ("vc-eddsa", "w3c/vc-di-eddsa/eddsa-rdfc-2022/signedDataInt.json", _replace("The School", "A School")),
    ("vc-eddsa", "w3c/vc-di-eddsa/proof-set-chain/signedProofChain2.json", _replace("T22:06:38Z", "T22:06:39Z")),
    ("vc-ecdsa", "w3c/vc-di-ecdsa/ecdsa-jcs-2019-p384/signedJCSECDSAP384.json", _replace("The School", "A School")),
    ("vc-ecdsa", "w3c/vc-di-ecdsa/p256KeyPair.json", _replace("zDnaepBu", "zDnaepBv")),
    ("vc2", "w3c/vc2-test-suite/credential-ok.json", _replace("VerifiableCredential", "UnverifiableCredential")),
    ("vc2", "w3c/vc2-test-suite/credential-issuer-no-url-fail.json", _replace("fake-issuer", "did:example:issuer")),
    ("json-ld", "w3c/json-ld-api/tests/toRdf/c001-out.nq", _replace("baz", "bar")),
    ("json-ld", "w3c/json-ld-api/tests/toRdf/er01-in.jsonld", lambda _: "{}"),
    ("jcs", "w3c/jcs/output/french.json", _replace("peach", "peaches")),
    ("jcs", "w3c/jcs/outhex/french.txt", _replace("7b", "7d")),
    ("wycheproof", "w3c/wycheproof/ed25519_test.json", _replace('"result": "valid"', '"result": "invalid"')),
    ("wycheproof", "w3c/wycheproof/ed25519_test.json", _replace('"result": "invalid"', '"result": "valid"')),
    ("bitstring", "w3c/bitstring-status-list/encoded-lists.json", _replace("index-50000", "index-50001")),
    ("bitstring", "w3c/bitstring-status-list/encoded-lists.json", _replace("131072", "131073")),
    ("dcc-schema", "hcert/dcc-schema/1.3.0.combined-schema.json", _replace("1.3.0", "1.3.9")),
    ("dcc-schema", "hcert/dcc-schema/examples/test-simple-rat.json", _replace('"sc"', '"cs"')),
    ("dcc-schema", "hcert/dcc-schema/test-invalid/missing_dob.json", _replace('"nam"', '"dob": "1964", "nam"')),
    ("dcc-quality-assurance", "hcert/dcc-quality-assurance.jsonl", _replace("HC1:NC", "HC1:00")),
    ("dgc-testdata", "hcert/dgc-testdata-reference.csv", _replace("EXPECTEDVERIFY,true", "EXPECTEDVERIFY,false")),
    (
        "dgc-images",
        "hcert/dgc-testdata-reference.csv",
        _replace("EXPECTEDPICTUREDECODE,true", "EXPECTEDPICTUREDECODE,false"),
    ),
    ("shc-devtools", "shc/dev-tools-testdata/EXPECTED.json", _replace('"[0,0]"', '"[[ec.REVOCATION_ERROR]]"')),
    ("shc-devtools", "shc/dev-tools-testdata/EXPECTED.json", _replace("[[ec.QR_DECODE_ERROR]]", "[0,0]")),
    ("shc-devtools", "shc/dev-tools-testdata/EXPECTED.json", _replace("[0, [ec.NOT_YET_VALID]]", "[0,0]")),
    ("shc-devtools", "shc/dev-tools-testdata/EXPECTED-KEYS.json", _replace("INVALID_KEY_WRONG_KID", "toHaveLength")),
    ("shc-devtools", "shc/spec-examples/example-00-d-jws.txt", _replace("eyJ6", "eyJ7")),
    ("shc-spec", "shc/spec-examples/example-00-f-qr-code-numeric-value-0.txt", _replace("shc:/5", "shc:/6")),
    ("shc-spec", "shc/spec-examples/example-03-c-jws-payload-minified.json", _replace("Revoked", "Valid")),
    (
        "shc-spec",
        "shc/vaccination-ig/profile-tests/tests_errors.csv",
        _replace("vc-should-be-under-30-chars", "vc-name-invariant"),
    ),
    ("shl", "shc/shl-examples/spec-decryption-example.json", _replace('"rx', '"ry')),
    ("shl", "shc/shl-examples/IPS_IG-bundle-01.json", _replace("en-GB", "en-US")),
]


@needs_vectors
@pytest.mark.parametrize(("name", "file", "break_text"), BROKEN)
def test_a_broken_vector_is_counted_as_failed(
    tmp_path: Path, name: str, file: str, break_text: Callable[[str], str]
) -> None:
    suite = SUITE_OF[name]
    for folder in {Path(*Path(needed).parts[:2]) for needed in suite.files}:
        _copy(folder, tmp_path)
    assert run_suite(suite, tmp_path).failures == ()
    (tmp_path / file).write_text(break_text((VECTORS / file).read_text(encoding="utf-8")), encoding="utf-8")
    assert run_suite(suite, tmp_path).failures


def _copy(folder: Path, target: Path) -> None:
    """A folder, or a single file, without modes: the originals may be read-only."""
    for source in ((VECTORS / folder), *(VECTORS / folder).rglob("*")):
        if source.is_file():
            copy = target / source.relative_to(VECTORS)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, copy)


@needs_vectors
def test_a_failure_names_the_case_and_ends_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _copy(Path("w3c/rdf-canon"), tmp_path)
    (tmp_path / "w3c/rdf-canon/rdfc10/test003-rdfc10.nq").write_text("_:c14n0 <urn:p> <urn:o> .\n")
    report = tmp_path / "report.json"
    assert main(["--vectors", str(tmp_path), "--suite", "rdf-canon", "--json", str(report)]) == 1
    (suite,) = json.loads(report.read_text())["suites"]
    assert suite["suite"] == "rdf-canon" and suite["failed"] == 1
    (failure,) = suite["failures"]
    assert failure["case"] == "test003c" and failure["why"] == "differs from line 1"
    assert "test003c" in capsys.readouterr().out


def test_suites_without_files_are_skipped_and_do_not_fail(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    assert main(["--vectors", str(tmp_path), "--json", str(report)]) == 0
    suites = json.loads(report.read_text())["suites"]
    assert {suite["suite"] for suite in suites} == set(SUITE_OF)
    assert all(suite["skipped"] == 1 and suite["passed"] == suite["failed"] == 0 for suite in suites)


@pytest.mark.parametrize(
    "line", ["<urn:a> <urn:b> .", '"a" <urn:b> "c" .', '<urn:a> <urn:b> "c"', "<urn:a> <urn:b> c ."]
)
def test_what_is_not_a_quad_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="not"):
        read_nquads(line)
