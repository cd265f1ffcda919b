"""Terraform and OpenTofu code, evaluated without Terraform.

syntax -> values -> functions -> language -> modules -> instances -> repository: files are
read into syntax trees, expressions evaluated to values that carry along where they come
from, directories made into modules, modules put to use, and their resources written out.
Plans and states, `documents`, are read into the same inventory, alone or beside the code.
"""

from scanner.collect.terraform.documents import collect as document
from scanner.collect.terraform.documents import joined
from scanner.collect.terraform.options import Limits, Options
from scanner.collect.terraform.repository import collect

__all__ = ["Limits", "Options", "collect", "document", "joined"]
