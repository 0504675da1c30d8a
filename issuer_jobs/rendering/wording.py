"""The claims' values as texts in every language of a page."""

import datetime
from dataclasses import dataclass, replace
from enum import Enum

from credential_core.claims import CivilDate, Identity, PartialDate
from issuer_jobs.rendering.labels import Labels
from issuer_jobs.rendering.scripts import Text, text_of

Texts = tuple[Text, ...]
# Characters of a value that stand on one line in all languages together, separated by a slash.
_LONGEST_SHARED_LINE = 44


class RowStyle(Enum):
    """How a row's value is set: a box is empty, to be filled in by hand."""

    PLAIN = "plain"
    NAME = "name"
    RESULT = "result"
    BOX = "box"


@dataclass(frozen=True, slots=True)
class Row:
    """A label, in every language of the page, and the lines of its value."""

    label: Texts
    lines: Texts
    style: RowStyle = RowStyle.PLAIN

    @property
    def is_stacked(self) -> bool:
        """Whether the value is set as lines below one another, because it is too long to stand on one."""
        return self.style is RowStyle.NAME or sum(len(line.text) for line in self.lines) > _LONGEST_SHARED_LINE


@dataclass(frozen=True, slots=True)
class Wording:
    """Says labels, dates and values in the languages of `labels`.

    Dates are ISO 8601 when `has_iso_dates`, else written out; times are shown in `zone`.
    """

    labels: tuple[Labels, ...]
    zone: datetime.tzinfo
    has_iso_dates: bool

    def say(self, key: str, **facts: str | int) -> Texts:
        """The label `key`; once, where two languages have the same word for it."""
        texts = [labels.say(key, **facts) for labels in self.labels]
        return tuple(text for place, text in enumerate(texts) if text.text not in {one.text for one in texts[:place]})

    def say_of(self, key: str, disease: str | None) -> Texts:
        """The label `key` about a disease, which each language calls by its own name if it knows one."""
        name = disease or ""
        return tuple(labels.say(key, disease=labels.term(name) or name) for labels in self.labels)

    def rows(self, *rows: tuple[str, Texts]) -> tuple[Row, ...]:
        """A row for each label and value; values that are absent leave theirs out."""
        return tuple(Row(self.say(key), lines) for key, lines in rows if lines)

    def term(self, value: str | None) -> Texts:
        """A value as it is certified, then what the languages call it."""
        if not value:
            return ()
        terms = (Text(term, labels.language) for labels in self.labels if (term := labels.term(value)))
        return (text_of(value), *terms)

    def document(self, identity: Identity) -> Texts:
        """A document's kind with its number, in each language that has a word for the kind."""
        kinds, number = self.term(identity.type), text_of(identity.number).text
        return tuple(replace(kind, text=f"{kind.text} {number}") for kind in kinds)

    def date(self, day: CivilDate | None) -> Texts:
        """A civil date."""
        if day is None:
            return ()
        if self.has_iso_dates or isinstance(day, PartialDate):
            return (text_of(day.isoformat()),)
        return tuple(labels.date(day) for labels in self.labels)

    def day_in(self, labels: Labels, day: datetime.date) -> str:
        """A civil date within a text of one language."""
        return day.isoformat() if self.has_iso_dates else labels.date(day).text

    def time(self, moment: datetime.datetime | CivilDate | None) -> Texts:
        """A date with its time and the zone's offset, where the time is known."""
        if not isinstance(moment, datetime.datetime):
            return self.date(moment)
        local = moment.astimezone(self.zone)
        offset = local.strftime("%z")
        clock = f"{local:%H:%M} (UTC{offset[:3]}:{offset[3:5]})"
        return tuple(Text(f"{day.text} {clock}", day.language) for day in self.date(local.date()))


def value(text: str | None) -> Texts:
    """A value from outside, if it is there."""
    return (text_of(text),) if text else ()


def joined(*values: str | None) -> str:
    """Parts of a line, each different one once."""
    return ", ".join(dict.fromkeys(part for part in values if part))
