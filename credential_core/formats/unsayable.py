"""What a format has no words or no code for: the row is refused before anything is signed."""

from credential_core.errors import CredentialError


class UnsayableError(CredentialError):
    """A certificate that a format cannot say.

    `rule` is stable (and the error's code), `column` is the export's column to correct, and `message` names the fix in
    a sentence or two; it holds no personal data.
    """

    def __init__(self, rule: str, column: str, message: str) -> None:
        super().__init__(rule)
        self.rule, self.column, self.message = rule, column, message
