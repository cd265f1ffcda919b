"""Where the code of a called module is, if it is here at all. Nothing is downloaded.

Source: developer.hashicorp.com/terraform/language/modules/sources
"""

from __future__ import annotations

import json

from scanner.collect.terraform.modules.loading import module_files
from scanner.collect.terraform.modules.roots import is_local
from scanner.collect.terraform.options import Options
from scanner.collect.tree import Tree, resolve
from scanner.model import Gap

MANIFEST = ".terraform/modules/modules.json"


class Sources:
    """Finds modules for the calls of one root."""

    def __init__(self, tree: Tree, root: str, options: Options) -> None:
        self._tree = tree
        self._root = root
        self._options = options
        self._installed: dict[str, str] | None = None

    def find(self, source: str, folder: str, call: str) -> tuple[str | None, str]:
        """The directory of a module, or None and why it cannot be had.

        `folder` is the calling module's; `call` the names of the calls from the root, with
        dots between, as the manifest of `terraform init` has them.
        """
        if is_local(source):
            found = resolve(folder, source)
            outside = found is None or self._tree.real(found) is None
            if found is None or outside:
                return None, f"{source} leads out of the scanned directory"
        else:
            found = self._options.module_paths.get(source) or self._manifest().get(call)
            if found is None:
                return None, f"{source} is not in the scanned directory"
        real = self._tree.real(found)
        if real is None or not module_files(self._tree.list(real)):
            installed = "/.terraform/modules/" in f"/{found}"
            where = "is put there by `terraform init`" if installed else "has no Terraform code"
            return None, f"{found or '.'} {where}"
        return real, ""

    def _manifest(self) -> dict[str, str]:
        """Call -> directory, as `terraform init` left it in the root."""
        if self._installed is None:
            self._installed = self._read_manifest()
        return self._installed

    def _read_manifest(self) -> dict[str, str]:
        path = f"{self._root}/{MANIFEST}" if self._root else MANIFEST
        content = self._tree.read(path) if self._tree.exists(path) else b"{}"
        if isinstance(content, Gap):
            return {}
        try:
            modules = json.loads(content).get("Modules") or []
            pairs = ((m["Key"], resolve(self._root, m["Dir"])) for m in modules)
            return {key: where for key, where in pairs if where is not None}
        except (ValueError, AttributeError, KeyError, TypeError, RecursionError):
            return {}
