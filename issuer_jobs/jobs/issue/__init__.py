"""A night of issuance: read, judge, plan, sign, self-verify, render, commit, publish."""
