"""Directories of Terraform code: what they declare, before anything is evaluated."""

from scanner.collect.terraform.modules.blocks import (
    Backend,
    Local,
    Lost,
    Module,
    ModuleCall,
    Output,
    ProviderConfig,
    ResourceBlock,
    Variable,
)
from scanner.collect.terraform.modules.loading import Loader
from scanner.collect.terraform.modules.roots import RootPlan, Roots, find_roots, unit_plan
from scanner.collect.terraform.modules.tfvars import Environment, ValuesFile
from scanner.collect.terraform.modules.units import Unit

__all__ = [
    "Backend",
    "Environment",
    "Loader",
    "Local",
    "Lost",
    "Module",
    "ModuleCall",
    "Output",
    "ProviderConfig",
    "ResourceBlock",
    "RootPlan",
    "Roots",
    "Unit",
    "ValuesFile",
    "Variable",
    "find_roots",
    "unit_plan",
]
