"""The names of the files in which an issuer publishes status; the same for whoever signs, plans and publishes them."""

PURPOSES = ("revocation", "suspension")


def list_file(list_name: str, purpose: str) -> str:
    """The Bitstring Status List credential of a list (`2036q4-0`) for one of PURPOSES."""
    return f"{list_name}-{purpose}.json"


def token_file(list_name: str) -> str:
    """The Token Status List of a list, which says both purposes."""
    return f"{list_name}.cwt"


def files_of(list_name: str) -> tuple[str, ...]:
    """Every file of a list."""
    return (*(list_file(list_name, purpose) for purpose in PURPOSES), token_file(list_name))
