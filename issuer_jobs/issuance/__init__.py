"""Issues credentials: one module per family of wire formats, all behind one contract (`issuing.FormatIssuer`)."""
