"""Plans and states of Terraform and OpenTofu, read as inventories.

text -> values -> plan | state -> configuration, places -> inventory -> joined: a document is
read with the place of each value; masks are laid over values; names are followed from
expression to expression; what comes of it is the inventory that code would give. Beside the
code that it was made of, values are the document's, and lines and references the code's.
"""

from scanner.collect.terraform.documents.collect import collect
from scanner.collect.terraform.documents.join import joined

__all__ = ["collect", "joined"]
