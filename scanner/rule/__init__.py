"""Rules: what is asked of the measures, and the findings that follow."""
