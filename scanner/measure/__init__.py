"""Measures of the outcomes, one file a measure."""
