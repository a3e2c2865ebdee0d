"""The tables that ship inside the packages: rules and words as TOML beside the code that reads them."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any


def bundled(package: str, name: str) -> dict[str, Any]:
    """A bundled TOML file.

    Args:
        package: The package it lies in, such as "extract.catalog".
        name: The file's name, such as "refusals.toml".
    """
    return tomllib.loads(files(package).joinpath(name).read_text(encoding="utf-8"))
