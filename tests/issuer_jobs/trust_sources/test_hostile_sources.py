"""Whatever a source holds, import refuses it in words or converts it into a list that can be read back."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credential_core.formats.signed import Scheme
from issuer_jobs.errors import ConfigurationError, InputError
from issuer_jobs.trust_sources.importing import import_sources
from issuer_jobs.trust_sources.pem import read_key_objects
from issuer_jobs.trust_sources.signers import Signer, read_signers, signer_of
from issuer_jobs.trust_sources.sources import SourceOptions
from issuer_jobs.trust_sources.trust_document import dump_trust_file
from tests.issuer_jobs.trust_sources.authorities import (
    Json,
    a_directory_signer,
    a_holder,
    a_jwk,
    a_listed_issuer,
    a_method,
    a_revocation_list,
    a_snapshot,
    a_who_list,
    an_ec_key,
    write_snapshot,
)
from tests.issuer_jobs.trust_sources.test_did_documents import MULTIKEY, a_document
from tests.issuer_jobs.trust_sources.test_did_documents import a_method as a_did_method
from tests.issuer_jobs.trust_sources.test_trust_document import TRUST

AUTHORITY = a_holder("PT", is_authority=True)
SIGNER = a_holder("PT", signed_by=AUTHORITY)
KEY = a_jwk(crlVersion=1)
CLINIC = a_listed_issuer("https://clinic.example", KEY, crls=[a_revocation_list(KEY["kid"], "MKyCxh7p6uQ")])
DOCUMENTS: dict[str, tuple[Json, SourceOptions]] = {
    "WHO": (a_who_list([a_method(SIGNER, AUTHORITY)], an_ec_key()), SourceOptions()),
    "VCI": (json.loads(a_snapshot(CLINIC)), SourceOptions()),
    "JWK set": ({"keys": [a_jwk(), a_jwk()]}, SourceOptions(issuer="https://clinic.example")),
    "HCERT keys": ({"keys": [a_jwk()]}, SourceOptions(scheme=Scheme.HCERT, country="NL")),
    "DID": (a_document(a_did_method("a", publicKeyMultibase=MULTIKEY)), SourceOptions()),
    "own": (json.loads(dump_trust_file(TRUST)), SourceOptions()),
}
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-1, 2**70),
    st.text(max_size=20),
    st.just([]),
    st.just({}),
    st.just("A" * 600),
    st.just("\x1b[2J"),
    st.just([1]),
    st.just({"id": 1}),
)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value in a document."""
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from places(item, (*path, key))


def changed(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    """A copy with another value in a place."""
    if not path:
        return value
    changed_document = copy.deepcopy(document)
    target = changed_document
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = value
    return changed_document


def imported(path: Path, options: SourceOptions, *signers: Signer) -> None:
    try:
        dump_trust_file(import_sources([str(path)], options, signers).trust)
    except (InputError, ConfigurationError) as error:
        assert str(path) in str(error) or "Leave" in str(error)


@pytest.mark.parametrize("kind", DOCUMENTS)
@given(st.data())
def test_any_other_value_in_any_place(tmp_path_factory: pytest.TempPathFactory, kind: str, data: st.DataObject) -> None:
    document, options = DOCUMENTS[kind]
    other = changed(document, data.draw(st.sampled_from(list(places(document)))), data.draw(VALUES))
    path = write_snapshot(tmp_path_factory.getbasetemp(), json.dumps(other).encode())
    signer = signer_of(read_key_objects(a_directory_signer().pem)[0])
    assert signer is not None
    imported(path, options, *([signer] if kind == "VCI" else []))


FILES = {
    "PEM": SIGNER.pem,
    "DER": SIGNER.der,
    "bundle": SIGNER.pem + AUTHORITY.pem,
    "DID": f"did:key:{MULTIKEY}".encode(),
    "WHO": json.dumps(DOCUMENTS["WHO"][0]).encode(),
}


@pytest.mark.parametrize("kind", FILES)
@given(st.data())
def test_any_byte_in_any_place(tmp_path_factory: pytest.TempPathFactory, kind: str, data: st.DataObject) -> None:
    content = bytearray(FILES[kind])
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.getbasetemp() / "source"
    path.write_bytes(content[: data.draw(st.integers(0, len(content)))])
    imported(path, SourceOptions())
    try:
        read_signers(path)
    except ConfigurationError as error:
        assert str(path) in str(error)
