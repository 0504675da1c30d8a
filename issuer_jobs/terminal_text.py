"""Text from files and file names on a terminal."""


def printable(text: str) -> str:
    """A text that cannot move the cursor or turn the text around: every character without a picture is replaced."""
    return "".join(character if character.isprintable() else "\ufffd" for character in text)
