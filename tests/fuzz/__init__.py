"""Input that nobody would write, and what must hold for it all the same."""
