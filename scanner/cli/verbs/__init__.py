"""One file a verb; each has `command`. To add a verb, add a file."""
