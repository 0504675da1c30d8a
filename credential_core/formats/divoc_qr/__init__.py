"""DIVOC's QR packing: a ZIP archive with one deflated entry, `certificate.json`, as raw bytes."""
