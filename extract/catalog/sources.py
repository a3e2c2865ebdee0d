"""The source catalogue: one TOML entry a source, validated, errors named by file, entry and key."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from extract.errors import ConfigurationError
from extract.records import Source

Kind = Literal["feed", "sitemap", "listing", "search", "gdelt", "wayback", "warc", "files", "wechat"]
_SPAN = re.compile(r"^(\d+)(m|h|d)$")
_UNIT_SECONDS = {"m": 60, "h": 3600, "d": 86400}


def _poll(value: str) -> str:
    if not _SPAN.match(value):
        raise ValueError("wants a number and m, h or d, such as '30m'")
    return value


class Entry(BaseModel):
    """One [[source]] of a sources file."""

    model_config = ConfigDict(extra="forbid")

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,63}$")]
    kind: Kind
    name: str
    url: str
    language: Literal["en", "zh", ""] = ""
    official: bool = False
    enabled: bool = True
    history_only: bool = False
    poll: Annotated[str, AfterValidator(_poll)] = "1h"
    reach: date | None = None
    stale_after_days: int = Field(default=14, ge=1)
    time_zone: str = "UTC"
    listing: dict[str, str] = Field(default_factory=dict)
    query: str = ""
    host_filter: list[str] = Field(default_factory=list)

    def as_source(self) -> Source:
        """The entry as the record the stages use."""
        found = _SPAN.match(self.poll)
        seconds = int(found[1]) * _UNIT_SECONDS[found[2]] if found else 0
        options: dict[str, Any] = {
            "listing": self.listing, "query": self.query, "host_filter": tuple(self.host_filter),
            "history_only": self.history_only,
        }  # fmt: skip
        return Source(
            id=self.id, kind=self.kind, name=self.name, url=self.url, language=self.language, official=self.official,
            enabled=self.enabled and not self.history_only, poll_seconds=seconds, reach=self.reach,
            stale_after_days=self.stale_after_days, time_zone=self.time_zone,
            options={key: value for key, value in options.items() if value},
        )  # fmt: skip


def load_sources(path: Path | None = None) -> tuple[Source, ...]:
    """Read a sources file; the bundled one when None.

    Raises:
        ConfigurationError: Names the file, the entry and the key that is wrong.
    """
    name = str(path) if path else "extract/catalog/sources.toml"
    try:
        text = (path or files("extract.catalog").joinpath("sources.toml")).read_text(encoding="utf-8")
        rows = tomllib.loads(text).get("source", [])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(f"{name}: {error}") from error
    if not isinstance(rows, list) or not rows:
        raise ConfigurationError(f"{name}: no [[source]] in it")
    sources: list[Source] = []
    for number, row in enumerate(rows, 1):
        label = row.get("id", f"number {number}") if isinstance(row, dict) else f"number {number}"
        try:
            source = Entry.model_validate(row).as_source()
        except ValidationError as error:
            first = error.errors()[0]
            key = ".".join(str(part) for part in first["loc"])
            raise ConfigurationError(f"{name}: source '{label}': key '{key}': {first['msg']}") from error
        if any(source.id == other.id for other in sources):
            raise ConfigurationError(f"{name}: source '{label}' is there twice")
        sources.append(source)
    return tuple(sources)
