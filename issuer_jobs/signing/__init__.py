"""Keys at rest, and signatures made with them."""
