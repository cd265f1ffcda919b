"""Terragrunt's units and stacks: which modules they use, and with which values.

places -> functions -> config -> merge -> unit -> stacks -> find: a configuration file is read
in the place that it is used from, its includes are merged, and what comes out is a use of a
module like any root's. Nothing is run, decrypted or downloaded.

Sources: terragrunt.gruntwork.io/docs/reference/hcl (blocks, attributes, functions),
terragrunt.gruntwork.io/docs/features/includes, terragrunt.gruntwork.io/docs/features/stacks
"""

from scanner.collect.terraform.terragrunt.find import Units, find_units, left_out, plan_of

__all__ = ["Units", "find_units", "left_out", "plan_of"]
