"""Verification in bulk: a column of certificates in, a report row for each out, in the same order."""

from issuer_jobs.jobs.verify_batch.job import BatchOptions, verify_batch

__all__ = ["BatchOptions", "verify_batch"]
