"""Revocation on request, by DIVOC's rules: by person and doses, or everything a person has.

A request names a programme and a recipient, and either doses, which must be consecutive and include the
latest one, or none, which means all. Each request gets an answer row; requests never stop the run.
"""

from issuer_jobs.jobs.revoke.job import RevokeJob, revoke
from issuer_jobs.jobs.revoke.requests import ANSWERS, REQUESTS

__all__ = ["ANSWERS", "REQUESTS", "RevokeJob", "revoke"]
