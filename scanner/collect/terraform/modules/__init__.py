"""Directories of Terraform code: what they declare, before anything is evaluated."""

from scanner.collect.terraform.modules.blocks import (
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
from scanner.collect.terraform.modules.roots import RootPlan, Roots, find_roots
from scanner.collect.terraform.modules.tfvars import Environment, ValuesFile

__all__ = [
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
    "ValuesFile",
    "Variable",
    "find_roots",
]
