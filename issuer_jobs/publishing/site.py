"""Copies the built verifier site into the public folder; the files that switch to it come last."""

import hashlib
from pathlib import Path

from credential_core.encodings.multibase import encode_ed25519_multikey
from credential_core.encodings.strict_json import parse_json_object
from credential_core.errors import MalformedInputError
from issuer_jobs.errors import PublicationError
from issuer_jobs.publishing.public_folder import place

SITE_FOLDER = "site"
_RECORD = "release.json"
_TRUST_ROOT = "trust-root.json"
_HEADERS = "_headers"
_LAST = ("index.html.br", "index.html", "sw.js.br", "sw.js")


def require_built_site(site: Path, trust_key: bytes) -> None:
    """Refuse (PublicationError) a site that is incomplete, altered, or does not know the 32-byte `trust_key`."""
    try:
        root_keys = parse_json_object((site / _TRUST_ROOT).read_bytes())["keys"]
        if encode_ed25519_multikey(trust_key) not in {key["public_key"] for key in root_keys}:
            raise PublicationError(
                f"{site} was built for another trust-list key. Run `make site` again, after the keys."
            )
        files = parse_json_object((site / _RECORD).read_bytes())["files"]
        for path, facts in files.items():
            if hashlib.sha256((site / path).read_bytes()).hexdigest() != facts["sha256"]:
                raise PublicationError(f"{site / path} is not the file that was built. Run `make site` again.")
    except (FileNotFoundError, MalformedInputError, KeyError, TypeError, AttributeError) as error:
        raise PublicationError(f"{site} is not a complete site ({type(error).__name__}). Run `make site`.") from error


def copy_site(site: Path, public: Path) -> list[str]:
    """Copy what differs; returns the paths written. Old engine files stay, for pages that are still open."""
    paths = [path.relative_to(site).as_posix() for path in sorted(site.rglob("*")) if path.is_file()]
    ordered = [path for path in paths if path not in _LAST] + [path for path in _LAST if path in paths]
    return [_public_path(path) for path in ordered if place(public, _public_path(path), (site / path).read_bytes())]


def _public_path(path: str) -> str:
    """Hosts that read `_headers` read the one at the root of what they serve; its rules name `/site/`."""
    return path if path == _HEADERS else f"{SITE_FOLDER}/{path}"
