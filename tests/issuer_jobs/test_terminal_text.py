import subprocess
import sys

import pytest

from issuer_jobs.terminal_text import printable


@pytest.mark.parametrize("text", ["\x1b[2J", "\r", "\n", "\x9b", "\u202e", "\u2066", "\x7f", "\u200b"])
def test_nothing_moves_the_cursor_or_turns_the_text(text: str) -> None:
    assert printable(f"a{text}b").isprintable()
    assert printable("नमस्ते, World: 世界") == "नमस्ते, World: 世界"


def test_errors_name_files_without_obeying_their_names() -> None:
    command = [sys.executable, "-c", "from issuer_jobs.cli.main import run; run()", "trust", "import", "a\x1b[2Jb"]
    ended = subprocess.run([*command, "--out", "x"], capture_output=True, text=True, check=False)
    assert (ended.returncode, "\x1b" in ended.stderr) == (3, False)
    assert "a\ufffd[2Jb cannot be read" in ended.stderr
