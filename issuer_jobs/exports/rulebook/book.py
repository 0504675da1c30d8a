"""All rules in their order: text, person, event, formats, warnings."""

from typing import Final

from issuer_jobs.configuration import Programme
from issuer_jobs.exports.rulebook.diagnostic_tests import TESTS
from issuer_jobs.exports.rulebook.formats import CODES, FORMAT_WARNINGS, NAMES
from issuer_jobs.exports.rulebook.people import LATIN_WARNINGS, PERSON, PERSON_WARNINGS, TEXT
from issuer_jobs.exports.rulebook.products import PRODUCTS
from issuer_jobs.exports.rulebook.vaccinations import VACCINATION, VACCINATION_WARNINGS
from issuer_jobs.exports.rules import Rule

RULES: Final[tuple[Rule, ...]] = (
    *TEXT,
    *PERSON,
    *VACCINATION,
    *TESTS,
    *NAMES,
    *CODES,
    *PRODUCTS,
    *PERSON_WARNINGS,
    *VACCINATION_WARNINGS,
    *FORMAT_WARNINGS,
    *LATIN_WARNINGS,
)
"""Every rule; the first that a row breaks is the one its reject is filed under."""


def rules_of(programme: Programme) -> tuple[Rule, ...]:
    """The rules that the rows of a programme have to keep."""
    return tuple(rule for rule in RULES if rule.applies_to(programme))
