"""The WHO's payloads in HCERT: DDCC:VS, DDCC:TR, the ICVP (claim -6) and health links (sub-claim 5)."""
