"""Of all documents that one DIVOC signature covers, at most one is valid: every exchange of values is tried.

Which terms share a predicate is derived from the contexts, and the core's own check of the signature says which altered
documents are still covered.
"""

import json
from copy import deepcopy
from itertools import islice, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credential_core.encodings.strict_json import JsonObject
from credential_core.formats.divoc.exchanges import Finding
from credential_core.formats.divoc.guards import groups_of
from credential_core.formats.divoc.reader import decode_divoc_credential
from credential_core.formats.divoc.wording import Wording
from credential_core.trust import TrustList
from tests.conformance.divoc_keys import FOLDER, vector_trust
from tests.credential_core.formats.divoc.certificates import (
    CREDENTIALS_V1,
    RESOURCES,
    a_document,
    a_proof,
    a_subject,
    a_test,
    a_trust_list,
    a_vaccination,
    findings,
    is_signed,
    is_valid,
    judge,
    signed,
)
from tests.credential_core.formats.divoc.rewriting import (
    VACCINATION_ADDRESSES,
    canonical,
    exchanges,
    in_context,
    nodes,
    other_readings,
    shared_terms,
    spellings,
    with_reading,
)
from tests.vectors import VECTORS, vector_folder

VERSION_2 = signed(
    a_document(
        a_vaccination(icd11Code="XM9QW8", prophylaxis="COVID-19 vaccine, non-replicating viral vector"),
        a_subject(dob="1956-02-03"),
    )
)
WITHOUT_CODE = signed(a_document(a_vaccination(icd11Code="", prophylaxis="", manufacturer="")))
HEALTH_ID = signed(a_document(a_vaccination(dose=3), a_subject(uhid="91-1234-5678-9012")))
PHILIPPINES = signed(
    a_document(
        a_vaccination(feedbackUrl=None, infoUrl=None, effectiveStart=None, effectiveUntil=None, prophylaxis="COVID-19"),
        a_subject(gender=None, sex="MALE", age=None),
        **{"@context": [CREDENTIALS_V1, VACCINATION_ADDRESSES[2]]},
    ),
    a_proof(verificationMethod="did:philippines"),
)
DAYS_ONLY = signed(
    a_document(a_vaccination(date="2021-04-15", effectiveStart="2021-04-15", effectiveUntil="2022-04-15"))
)
TEST = signed(a_document(a_test()))
OWN = {
    "version 2": VERSION_2,
    "without a code": WITHOUT_CODE,
    "health id": HEALTH_ID,
    "philippines": PHILIPPINES,
    "days only": DAYS_ONLY,
}


def assert_no_exchange_is_valid(document: JsonObject, trust: TrustList, addresses: tuple[str, ...] = ()) -> None:
    """Each altered document is judged in the document's own context and in those at the addresses."""
    reports = [judge(altered, trust) for altered in exchanges(document, addresses)]
    assert is_valid(judge(document, trust))
    assert not any(map(is_valid, reports))
    assert sum(map(is_signed, reports)) > 20, "the signature covers many of the altered documents"


def test_published_certificates() -> None:
    """Of those that say the same of the vaccination, one is enough."""
    trust = vector_trust(vector_folder(FOLDER).parent)
    documents = [json.loads(path.read_bytes()) for path in sorted((VECTORS / FOLDER / "certs").glob("*.json"))]
    valid = [document for document in documents if is_valid(judge(document, trust))]
    for document in {document["evidence"][0]["batch"]: document for document in valid}.values():
        assert_no_exchange_is_valid(document, trust)
    assert valid


@pytest.mark.parametrize("name", OWN)
def test_certificates_of_every_shape(name: str) -> None:
    assert_no_exchange_is_valid(OWN[name], a_trust_list(), VACCINATION_ADDRESSES)


def test_a_laboratory_test() -> None:
    """Seven terms share one predicate: all orders are read, and every fortieth is judged with its signature."""
    terms = max(shared_terms("TestDetails"), key=len)
    values = [nodes(TEST)["TestDetails"][term] for term in terms]
    orders = [dict(zip(terms, order, strict=True)) for order in permutations(values)]
    altered = [with_reading(TEST, "TestDetails", terms, order) for order in orders]
    wording = Wording.of(RESOURCES)

    def is_unique(document: JsonObject) -> bool:
        groups = groups_of(decode_divoc_credential(document, RESOURCES), wording)
        return all(group.find() is Finding.UNIQUE for group in groups)

    assert len(orders) == 5_040
    assert [document for document in altered if is_unique(document)] == [TEST]
    assert all(is_signed(report) is not is_valid(report) for report in map(judge, islice(altered, 1, None, 40)))


def test_the_times_and_addresses_of_a_laboratory_test() -> None:
    assert is_valid(judge(TEST))
    for terms in shared_terms("TestDetails"):
        if len(terms) == 2:
            for reading in other_readings(nodes(TEST)["TestDetails"], terms):
                assert not is_valid(judge(with_reading(TEST, "TestDetails", terms, reading)))


@given(st.data())
def test_several_exchanges_at_once(data: st.DataObject) -> None:
    document = OWN[data.draw(st.sampled_from(sorted(OWN)))]
    altered = document
    for node_type, node in nodes(document).items():
        for terms in shared_terms(node_type):
            readings = [None, *islice(other_readings(node, terms), 200)]
            reading = data.draw(st.sampled_from(readings))
            altered = altered if reading is None else with_reading(altered, node_type, terms, reading)
    assert is_valid(judge(altered)) is (altered == document)


@pytest.mark.parametrize("document", [VERSION_2, TEST], ids=["vaccination", "test"])
def test_other_spellings(document: JsonObject) -> None:
    altered = list(spellings(document))
    assert not any(is_valid(judge(one)) for one in altered)
    same = [one for one in altered if canonical(one) == canonical(document)]
    assert len(same) > 60, "JSON-LD has many spellings of one statement"


def test_two_nodes_of_one_address_are_one_node() -> None:
    """What is signed of the person and of the vaccination can then change places: the batch and the reference."""
    evidence = a_vaccination()
    document = signed(a_document(evidence, a_subject(id=evidence["id"])))
    altered = deepcopy(document)
    altered["credentialSubject"]["refId"] = evidence["batch"]
    altered["evidence"][0]["batch"] = document["credentialSubject"]["refId"]
    for one in (document, altered):
        report = judge(one)
        assert is_signed(report) and findings(report) == {"consistency": "bound_only_as_a_set"}


def test_another_context_changes_nothing_that_is_said() -> None:
    document = signed(a_document(a_vaccination()))
    reports = [judge(in_context(document, address)) for address in VACCINATION_ADDRESSES]
    assert all(map(is_valid, reports))
    assert len({report.certificate for report in reports}) == 1
    assert len({tuple(report.bindings.items()) for report in reports}) == 1
