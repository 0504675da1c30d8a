"""QR symbols (ISO/IEC 18004): which one holds a content, and the modules of exactly that one."""
