"""HCERT (Electronic Health Certificates 1.0.8 of the EU; SMART Trust of the WHO): CWT in COSE, zlib and base45."""
