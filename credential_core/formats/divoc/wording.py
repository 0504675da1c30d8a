"""Tells from its wording what a text in a DIVOC certificate can be: the name of a vaccine, a manufacturer, a batch…

Names come from `data/code_lists/divoc/products.json`; other texts are known by words that only one kind of text has.
A text that could be several things is said to be each of them.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from credential_core.encodings.strict_json import JsonObject
from credential_core.resources import DIVOC_PRODUCTS, Resources

Roles: TypeAlias = frozenset[str]

_WORD = re.compile(r"[^\W_]+")
_DIGIT = re.compile(r"[0-9]")
_ICD11_CODE = re.compile(r"X[A-Z][0-9A-Z]{4}\Z")  # an extension code of ICD-11
_HEALTH_ID = re.compile(r"[0-9]{2}-[0-9]{4}-[0-9]{4}-[0-9]{4}\Z")  # India's, as its health authority writes it

_ORGANISATION = re.compile(
    r" (?:ab|ag|bv|co|company|corp|corporation|enterprises?|foundation|gmbh|group|inc|incorporated|industries|institut|"
    r"institute|international|limited|llc|llp|ltd|nv|plc|private|pte|pvt|research|sa|university)(?= )|"
    r"(?:bio|biologics?|biologicals?|biosciences?|biotech|biotechnology|healthcare|labs?|laborator(?:y|ies)|"
    r"life ?sciences?|pharm|pharmas?|pharmaceuticals?|vaccines)(?= )"
)
_VACCINE = re.compile(r" (?:covid(?: ?19)?|mrna|recombinant|vaccin[a-z]*|vaksin|vacuna)(?= )|(?:vac|vacc|vax)(?= )")
_RESULT = re.compile(
    r"\A (?:positive|negative|inconclusive|indeterminate|void|invalid|detected|not detected|undetected|reactive|"
    r"non reactive|presumptive positive)(?= \Z)"
)
_DISEASE = re.compile(r" (?:covid(?: ?19)?|sars cov 2|coronavirus(?: disease)?(?: 2019)?|disease)(?= )")
_TEST_TYPE = re.compile(
    r" (?:ag|antibod(?:y|ies)|antigen|assay|cb ?naat|elisa|igg|igm|lamp|lateral flow|naat|nucleic acid|pcr|q ?pcr|"
    r"rapid|rat|rdt|rt ?pcr|serology|test|truenat)(?= )"
)
_SAMPLE = re.compile(
    r" (?:aspirate|blood|lavage|mouth|nasal|nose|nasophar[a-z]*|orophar[a-z]*|plasma|saliva|serum|sputum|stool|swabs?|"
    r"throat|urine)(?= )"
)
_VACCINATION_MARKERS = {"vaccine": _VACCINE, "manufacturer": _ORGANISATION}
_TEST_MARKERS = {
    "result": _RESULT,
    "disease": _DISEASE,
    "testType": _TEST_TYPE,
    "sampleOrigin": _SAMPLE,
    "manufacturer": _ORGANISATION,
}


@dataclass(frozen=True, slots=True)
class Wording:
    """What is known: names of vaccines with the doses of their primary series, names of manufacturers, ICD-11 codes.

    `names` are those of both lists, the longest first: a short name inside a longer one says nothing of its own.
    `tests` are the roles of whole texts on a test: rapid tests by the EU's names and their makers, diseases, and types.
    """

    vaccines: Mapping[str, frozenset[int]]
    manufacturers: frozenset[str]
    codes: frozenset[str]
    names: tuple[str, ...]
    tests: Mapping[str, Roles]

    @classmethod
    def of(cls, resources: Resources) -> "Wording":
        """The wording that the packaged lists give; without them nothing is known by name."""
        lists: JsonObject = resources.documents.get(DIVOC_PRODUCTS, {})
        vaccines = {
            name: frozenset(product["doses"])
            for product in lists.get("vaccines", {}).values()
            for name in product["names"]
        }
        manufacturers = {name for names in lists.get("manufacturers", {}).values() for name in names}
        return cls(
            vaccines,
            frozenset(manufacturers),
            frozenset(resources.code_lists.get("icd11-vaccines", {})),
            tuple(sorted(vaccines.keys() | manufacturers, key=lambda name: (-len(name), name))),
            _whole_texts(resources),
        )

    def primary_doses(self, vaccine: str) -> frozenset[int]:
        """How many doses the primary series of a vaccine may have; empty when the vaccine is not known."""
        words = _words(vaccine)
        found = (self.vaccines[name] for name in self.names if name in self.vaccines and f" {name} " in words)
        return next(found, frozenset())

    def vaccination_roles(self, text: str) -> Roles:
        """What a text can be on a vaccination: `vaccine`, `manufacturer`, `batch`, `icd11Code`."""
        if _ICD11_CODE.match(text):
            return frozenset({"icd11Code"} if text in self.codes else {"icd11Code", "batch"})
        words = _words(text)
        roles, rest = self._product_roles(words)
        if not roles:
            roles, rest = _marked(words, _VACCINATION_MARKERS)
        return _with_batch(roles, rest, ("vaccine", "manufacturer", "batch"))

    def test_roles(self, text: str) -> Roles:
        """What a text can be on a test: `result`, `disease`, `testType`, `sampleOrigin`, `manufacturer`, `batch`."""
        words = _words(text)
        if words in self.tests:
            return self.tests[words]
        roles, rest = _marked(words, _TEST_MARKERS)
        product_roles, product_rest = self._product_roles(words)
        if "manufacturer" in product_roles:
            roles, rest = roles | {"manufacturer"}, rest if roles else product_rest
        return _with_batch(roles, rest, ("disease", "testType", "sampleOrigin", "manufacturer", "batch"))

    def _product_roles(self, words: str) -> tuple[Roles, str]:
        """Roles by name, and the words that are no name; where a vaccine has its maker's name, further words decide."""
        found: set[str] = set()
        rest = words
        for name in self.names:
            if f" {name} " in rest:
                found.add(name)
                rest = rest.replace(f" {name} ", " / ")
        either = found & self.vaccines.keys() & self.manufacturers
        certain = {"vaccine": self.vaccines.keys(), "manufacturer": self.manufacturers}
        roles = frozenset(role for role, names in certain.items() if (found - either) & names)
        if either and not roles:
            roles, rest = _marked(rest, _VACCINATION_MARKERS)
        return roles or frozenset(certain if either else ()), rest


def _whole_texts(resources: Resources) -> Mapping[str, Roles]:
    """The roles of a test's texts, by their words; the maker of a device stands before the first comma."""
    types = resources.documents.get(DIVOC_PRODUCTS, {}).get("test_types", [])
    devices = resources.code_lists.get("covid-19-lab-test-manufacturer-and-name", {}).values()
    makers = (device.partition(",")[0] for device in devices)
    diseases = resources.code_lists.get("icd11-diseases", {}).values()
    texts = {"manufacturer": (*devices, *makers), "disease": diseases, "testType": types}
    return {_words(text): frozenset({role}) for role, known in texts.items() for text in known}


def is_health_id(text: str) -> bool:
    """Whether a text is a health id of India and no reference."""
    return _HEALTH_ID.match(text) is not None


def _words(text: str) -> str:
    """The words in lower case, each between single spaces."""
    return f" {' '.join(_WORD.findall(unicodedata.normalize('NFKC', text).casefold()))} "


def _marked(words: str, markers: Mapping[str, re.Pattern[str]]) -> tuple[Roles, str]:
    """The roles whose words are there, and the other words."""
    rest = words
    for marker in markers.values():
        rest = marker.sub(" ", rest)
    return frozenset(role for role, marker in markers.items() if marker.search(words)), rest


def _with_batch(roles: Roles, rest: str, unknown: Iterable[str]) -> Roles:
    """Digits that no known word explains are a batch's; a text without any mark may be whatever is a name."""
    if _DIGIT.search(rest):
        return roles | {"batch"}
    return roles or frozenset(unknown)
