"""What platforms share: how a job runs `scan diff`, what it says, and its one comment.

Programs for jobs, not part of the package that users install. `python -P -m ci.github` and
`python -P -m ci.gitlab` are the ways in; without `-P` Python would import modules from the folder
that is scanned.
"""
