"""`python -m tests.architecture.links`: relative links of the documentation lead to files and headings that exist."""

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from urllib.parse import unquote

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "docs/**/*.md")

_FENCE = re.compile(r"^(?P<fence>`{3,}|~{3,}).*?^(?P=fence)[`~]*[ \t]*$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)", re.DOTALL)
_INLINE = re.compile(r"\]\(\s*<?(?P<target>[^\s)<>]+)>?(?:\s+[\"'(][^)]*)?\)")
_DEFINITION = re.compile(r"^ {0,3}\[[^\]]+\]:\s*<?(?P<target>[^\s<>]+)>?", re.MULTILINE)
_IN_HTML = re.compile(r"<(?:a|img|source)\s[^>]*?(?:href|src|srcset)=[\"'](?P<target>[^\"']+)[\"']", re.IGNORECASE)
_EXTERNAL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(?P<text>.+?)[ \t]*#*[ \t]*$", re.MULTILINE)
_HTML_ANCHOR = re.compile(r"<[a-z][^>]*\s(?:id|name)=[\"'](?P<name>[^\"']+)[\"']", re.IGNORECASE)
_LINK_TEXT = re.compile(r"!?\[(?P<text>[^\]]*)\]\([^)]*\)")
_NOT_IN_ANCHORS = re.compile(r"[^\w\- ]")


@dataclass(frozen=True, slots=True)
class DeadLink:
    """A link in `document` (path below the root) whose target does not exist."""

    document: str
    target: str
    reason: str


def dead_links(root: Path) -> Iterator[DeadLink]:
    """All dead links of the documents below `root`; links to other sites are not followed."""
    for document in sorted(chain.from_iterable(root.glob(pattern) for pattern in DOCUMENTS)):
        for target in _targets(document.read_text(encoding="utf-8")):
            reason = _fault(root, document, target)
            if reason is not None:
                yield DeadLink(document.relative_to(root).as_posix(), target, reason)


def anchors(text: str) -> set[str]:
    """Anchors of a document as GitHub and GitLab make them from headings, and those written as HTML."""
    found: set[str] = {match["name"] for match in _HTML_ANCHOR.finditer(text)}
    for heading in _HEADING.finditer(_FENCE.sub("", text)):
        plain = _LINK_TEXT.sub(lambda link: link["text"], heading["text"]).lower()
        anchor = _NOT_IN_ANCHORS.sub("", plain).replace(" ", "-")
        repeated = (f"{anchor}-{number}" for number in range(1, len(found) + 2))
        found.add(anchor if anchor not in found else next(one for one in repeated if one not in found))
    return found


def _targets(text: str) -> Iterator[str]:
    text = _CODE.sub("", _FENCE.sub("", text))
    for pattern in (_INLINE, _DEFINITION, _IN_HTML):
        yield from (found["target"] for found in pattern.finditer(text) if not _EXTERNAL.match(found["target"]))


def _fault(root: Path, document: Path, target: str) -> str | None:
    path, _, anchor = unquote(target).partition("#")
    file = (document.parent / path).resolve() if path else document
    if path.startswith("/") or not file.is_relative_to(root.resolve()):
        return "leads out of the repository"
    if not file.exists():
        return "no such file"
    if anchor and file.suffix == ".md" and anchor not in anchors(file.read_text(encoding="utf-8")):
        return "no such heading"
    return None


def main(arguments: Sequence[str]) -> int:
    """List dead links below the given folder, by default the repository; 1 when there are any."""
    dead = list(dead_links(Path(arguments[0]) if arguments else ROOT))
    for link in dead:
        sys.stdout.write(f"{link.document}: {link.target}: {link.reason}\n")
    return 1 if dead else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
