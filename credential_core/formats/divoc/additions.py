"""What our DIVOC certificates say beyond DIVOC's own terms, as full IRIs: the place of their status, and the dose.

DIVOC's contexts have no terms for it, and its verifiers refuse what a context does not define. They also refuse a
member called `credentialStatus`, for which they would need a look-up of their own; its IRI they keep and pass over.
The status is that of Bitstring Status List §2.1. The dose's number has a predicate of its own, while DIVOC's two dose
numbers share one; it is there where nothing else tells them apart.
"""

from collections.abc import Iterator

from credential_core.encodings.expanded_jsonld import is_absolute_iri
from credential_core.encodings.members import Members
from credential_core.encodings.nquads import BlankNode, Iri, Literal, Quad
from credential_core.encodings.strict_json import JsonObject
from credential_core.errors import MalformedInputError
from credential_core.formats.signed import StatusEntry
from credential_core.limits import MAX_IRI_CHARACTERS, MAX_STATUS_ENTRIES

STATUS_MEMBER = "https://www.w3.org/2018/credentials#credentialStatus"
STATUS_VOCABULARY = "https://www.w3.org/ns/credentials/status#"
ENTRY_TYPE = f"{STATUS_VOCABULARY}BitstringStatusListEntry"
PURPOSE = f"{STATUS_VOCABULARY}statusPurpose"
INDEX = f"{STATUS_VOCABULARY}statusListIndex"
LIST = f"{STATUS_VOCABULARY}statusListCredential"
DOSE_NUMBER = "https://w3id.org/divoc/vaccination#doseNumber"
_INTEGER = "http://www.w3.org/2001/XMLSchema#integer"
_RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_PURPOSES = ("revocation", "suspension")


def read_status(value: object) -> tuple[StatusEntry, ...]:
    """The entries of the member `STATUS_MEMBER`; refuses (`status_entry`, `member_…`) whatever we do not write.

    So there is one spelling for what `addition_quads` says.
    """
    if not isinstance(value, list) or not 0 < len(value) <= MAX_STATUS_ENTRIES:
        raise MalformedInputError("status_entry")
    return tuple(map(_read_entry, value))


def without_additions(document: JsonObject) -> JsonObject:
    """The document in DIVOC's own terms, for the core's JSON-LD, which has no terms spelt as IRIs."""
    evidence = [{name: said for name, said in one.items() if name != DOSE_NUMBER} for one in document["evidence"]]
    return {name: said for name, said in document.items() if name != STATUS_MEMBER} | {"evidence": evidence}


def addition_quads(document: JsonObject, credential: Iri | BlankNode) -> Iterator[Quad]:
    """What was left out, in RDF; `credential` is the document's own node. Refuses as `read_status` does."""
    for one in document["evidence"]:
        if DOSE_NUMBER in one:
            yield Quad(Iri(one["id"]), Iri(DOSE_NUMBER), Literal(str(one[DOSE_NUMBER]), _INTEGER))
    for number, entry in enumerate(read_status(document[STATUS_MEMBER]) if STATUS_MEMBER in document else ()):
        node = BlankNode(f"status{number}")
        yield Quad(credential, Iri(STATUS_MEMBER), node)
        yield Quad(node, Iri(_RDF_TYPE), Iri(ENTRY_TYPE))
        yield Quad(node, Iri(PURPOSE), Literal(entry.purpose))
        yield Quad(node, Iri(INDEX), Literal(str(entry.index)))
        yield Quad(node, Iri(LIST), Iri(entry.list_address))


def _read_entry(value: object) -> StatusEntry:
    members = Members(value, "status")
    members.expect("type", ENTRY_TYPE)
    purpose, index = members.text(PURPOSE), members.number(INDEX)
    target = Members(members.take(LIST), "status.list")
    address = target.text("id", MAX_IRI_CHARACTERS)
    target.finish()
    members.finish()
    if purpose not in _PURPOSES or not is_absolute_iri(address):
        raise MalformedInputError("status_entry")
    return StatusEntry(purpose, address, index)
