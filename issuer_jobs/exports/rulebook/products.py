"""Rules for what is certified by a product's code: the code says the manufacturer, so the export must not differ."""

from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from issuer_jobs.exports.candidates import Candidates
from issuer_jobs.exports.code_tables import folded
from issuer_jobs.exports.rules import Rule
from issuer_jobs.exports.vaccines import VaccineList
from issuer_jobs.programme_formats import CredentialFormat, EventKind

_CODED: Final = frozenset({CredentialFormat.EU_DCC, CredentialFormat.WHO_DDCC, CredentialFormat.ICVP})
"""Formats that sign a code of the code list for the product, and with it for its manufacturer."""
_SHORTEST_WORDS: Final = 2
"""One word names a group of companies, or the licensor of a product that another makes."""


def _is_made_by_another(rows: Candidates, column: str) -> pa.BooleanArray:
    """Exported with a manufacturer that the code list has for other vaccines against the disease, not for this one."""
    vaccines, ids, makers = rows.judgement.codes.vaccines, rows.ids["vaccination_vaccine"], rows.column(column)
    known = makers.unique().drop_null().to_pylist()
    found = pa.repeat(False, len(makers))
    for vaccine in ids.unique().drop_null().to_pylist() if known else ():
        wrong = pa.array([maker for maker in known if _contradicts(vaccines, vaccine, maker)], pa.string())
        found = pc.or_(found, pc.and_(pc.equal(ids, vaccine), pc.is_in(makers, wrong)))
    return found


def _contradicts(vaccines: VaccineList, vaccine_id: str, maker: str) -> bool:
    vaccine = vaccines[vaccine_id]
    if _is_same(maker, vaccine.manufacturer):
        return False
    rivals = (other for other in vaccines.values() if other.disease == vaccine.disease)
    return any(_is_same(maker, rival.manufacturer) for rival in rivals)


def _is_same(exported: str, listed: str | None) -> bool:
    """The whole name, or its beginning: few exports have "Pvt. Ltd." """
    one, other = _words(exported), _words(listed or "")
    shorter = min(len(one), len(other))
    return shorter >= _SHORTEST_WORDS and one[:shorter] == other[:shorter]


def _words(name: str) -> list[str]:
    return folded(name).replace(",", " ").replace(".", " ").split()


PRODUCTS: Final = (
    Rule(
        "manufacturer_of_another_vaccine",
        ("vaccination_manufacturer",),
        "The manufacturer makes another vaccine of data/code_lists/vaccines.toml than the one that is named, and this"
        " format would sign that one's code. Correct the vaccine or the manufacturer.",
        _is_made_by_another,
        kinds=frozenset({EventKind.VACCINATION}),
        formats=_CODED,
    ),
)
