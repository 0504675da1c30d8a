"""Health links (sub-claim 5): named in a warning, never fetched; their content is no part of what was signed."""

from credential_core.errors import MalformedInputError

_PREFIXES = ("vhlink:/", "shlink:/")


def health_links(value: object) -> tuple[str, ...]:
    """The links of sub-claim 5: text since 2026, before that an array of objects with `u`.

    Refuses (`health_link`) anything that is no `vhlink:/` or `shlink:/`.
    """
    return tuple(map(_link, value if isinstance(value, list) else [value]))


def _link(value: object) -> str:
    link = value.get("u") if isinstance(value, dict) else value
    if not isinstance(link, str) or not link.startswith(_PREFIXES):
        raise MalformedInputError("health_link")
    return link
