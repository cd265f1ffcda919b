"""Modules put to use: every instance of every resource, with its values."""
