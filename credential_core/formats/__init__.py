"""Wire formats: readers turn bytes into unverified values, writers claims into bytes to sign."""
