"""cutset finds the smallest sets of failures that stop a service, before they happen."""

__version__ = "0.1.0"
