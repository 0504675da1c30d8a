"""Planning: what a run will do, decided once and written down before anything is signed."""
