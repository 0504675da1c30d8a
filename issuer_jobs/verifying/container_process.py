"""The process that reads one picture or PDF: standard input to a JSON list of base64 payloads, in bounded memory.

Run by `issuer_jobs.verifying.containers`; whatever goes wrong here ends this process only.
"""

import base64
import json
import resource
import sys

from issuer_jobs.verifying.containers import ContainerError, Refusal, is_document
from issuer_jobs.verifying.documents import read_document
from issuer_jobs.verifying.pictures import read_picture

# Python, the libraries and a page at 200 dpi stay below 300 MiB of address space; the largest picture needs 700 more.
MAX_MEMORY_BYTES = 1 << 30
# More codes than any sheet of certificates holds; each costs a verification, and nobody may choose among them.
MAX_PAYLOADS = 32


def main() -> None:
    """Read the file on standard input; refusals are exit codes (`Refusal`)."""
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    data = sys.stdin.buffer.read()
    try:
        payloads = read_document(data) if is_document(data) else read_picture(data)
    except ContainerError as error:
        sys.exit(error.refusal)
    if not payloads:
        sys.exit(Refusal.NO_CODE)
    if len(payloads) > MAX_PAYLOADS:
        sys.exit(Refusal.TOO_MANY)
    sys.stdout.write(json.dumps([base64.b64encode(payload).decode() for payload in payloads]))


if __name__ == "__main__":
    main()
