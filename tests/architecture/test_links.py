"""The check of links finds what is dead and lets live links be."""

from pathlib import Path

import pytest

from tests.architecture.links import anchors, dead_links, main

GUIDE = "# The guide\n\n## What's `new`?\n\n## Twice\n\n## Twice\n\n```sh\n# not a heading\n```\n"

ALIVE = [
    "[a](docs/guide.md)",
    "[a](docs/guide.md#the-guide)",
    "[a](docs/guide.md#whats-new)",
    "[a](docs/guide.md#twice-1)",
    '[a](docs/guide.md "with a title")',
    "[a](docs)",
    "[a](#here)\n\n# Here",
    "![picture](<docs/a%20picture.svg>)",
    "[a](https://example.org/nowhere) and [b](mailto:a@example.org)",
    "`[a](nowhere.md)`",
    "```\n[a](nowhere.md)\n```",
]
DEAD = [
    ("[a](nowhere.md)", "no such file"),
    ("[a](docs/guide.md#nothing)", "no such heading"),
    ("[a](docs/guide.md#twice-2)", "no such heading"),
    ("[a](docs/guide.md#not-a-heading)", "no such heading"),
    ("[a](#nothing)", "no such heading"),
    ("![picture](nowhere.png)", "no such file"),
    ("[a]\n\n[a]: nowhere.md", "no such file"),
    ('<img src="nowhere.png" alt="">', "no such file"),
    ("[a](../outside.md)", "leads out of the repository"),
    ("[a](/etc/hostname)", "leads out of the repository"),
]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    repository = tmp_path / "repository"
    (repository / "docs").mkdir(parents=True)
    (repository / "docs" / "guide.md").write_text(GUIDE)
    (repository / "docs" / "a picture.svg").write_text("<svg/>")
    (tmp_path / "outside.md").write_text("outside")
    return repository


@pytest.mark.parametrize("text", ALIVE)
def test_live_links_are_let_be(root: Path, text: str) -> None:
    (root / "README.md").write_text(text)
    assert list(dead_links(root)) == []
    assert main([str(root)]) == 0


@pytest.mark.parametrize(("text", "reason"), DEAD)
def test_dead_links_are_found(root: Path, text: str, reason: str, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "README.md").write_text(text)
    assert [link.reason for link in dead_links(root)] == [reason]
    assert main([str(root)]) == 1
    assert capsys.readouterr().out.startswith("README.md: ")


def test_documents_in_folders_are_read_from_where_they_are(root: Path) -> None:
    (root / "docs" / "adr").mkdir()
    (root / "docs" / "adr" / "0001.md").write_text("[a](../guide.md) [b](guide.md)")
    assert [(link.document, link.target) for link in dead_links(root)] == [("docs/adr/0001.md", "guide.md")]


def test_anchors_are_made_of_headings() -> None:
    assert anchors(GUIDE) == {"the-guide", "whats-new", "twice", "twice-1"}
