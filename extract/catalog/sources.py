"""The source catalogue: one TOML entry a source, validated, errors named by file, entry and key."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import soupsieve
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from extract.errors import ConfigurationError, RefusedError
from extract.fetch.address import checked
from extract.records import Source

Kind = Literal["feed", "sitemap", "listing", "search", "gdelt", "wayback", "warc", "files", "wechat"]
LOCAL_KINDS = frozenset({"warc", "files"})
QUERY_KINDS = frozenset({"gdelt", "wayback"})
RESERVED = frozenset({"hand", "archive"})
"""Documents given by hand, and damage of the archive itself, are recorded under these names."""
_SPAN = re.compile(r"^(\d{1,6})(m|h|d)$")
_UNIT_SECONDS = {"m": 60, "h": 3600, "d": 86400}
_SHAPE = ConfigDict(extra="forbid", frozen=True)


def _poll(value: str) -> str:
    found = _SPAN.match(value)
    if not found or not int(found[1]):
        raise ValueError("wants a number and m, h or d, such as '30m'")
    return value


def known_zone(value: str) -> str:
    """A time zone's name, if the IANA database has it; a ValueError, which pydantic names with its key, if not."""
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"'{value}' is not a time zone of the IANA database") from error
    return value


def _selector(value: str) -> str:
    try:
        soupsieve.compile(value)
    except soupsieve.SelectorSyntaxError as error:
        raise ValueError(f"'{value}' is not a CSS selector: {str(error).splitlines()[0]}") from error
    return value


def _free_id(value: str) -> str:
    if value in RESERVED:
        raise ValueError(f"'{value}' is a name of the program's own")
    return value


Selector = Annotated[str, AfterValidator(_selector)]


class Listing(BaseModel):
    """How a list page is read."""

    model_config = _SHAPE

    link: Selector = "a[href]"
    item: Selector | None = None
    date: Selector | None = None
    next: Selector | None = None
    pages: int | None = Field(default=None, ge=1, le=100)


class Entry(BaseModel):
    """One [[source]] of a sources file."""

    model_config = _SHAPE

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$"), AfterValidator(_free_id)]
    kind: Kind
    name: str = Field(min_length=1)
    url: str = Field(min_length=1)
    language: Annotated[str, Field(pattern=r"^([a-z]{2,3}(-[A-Za-z]{2,4})?)?$")] = ""
    official: bool = False
    enabled: bool = True
    history_only: bool = False
    poll: Annotated[str, AfterValidator(_poll)] = "1h"
    reach: date | None = None
    stale_after_days: int = Field(default=14, ge=1)
    time_zone: Annotated[str, AfterValidator(known_zone)] = "UTC"
    evidence: str = ""
    listing: Listing | None = None
    query: str = ""
    host_filter: list[str] = Field(default_factory=list)

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if "://" in self.url and not (self.url.startswith("file://") and self.kind in LOCAL_KINDS):
            try:
                checked(self.url)
            except RefusedError as error:
                raise ValueError(f"url: {error.reason}") from error
        elif "://" not in self.url and self.kind not in LOCAL_KINDS:
            raise ValueError("url: wants http:// or https://")
        if self.query and self.kind not in QUERY_KINDS:
            raise ValueError(f"query: not a key of a {self.kind} source")
        if self.listing is not None and self.kind != "listing":
            raise ValueError(f"listing: not a key of a {self.kind} source")
        return self

    def as_source(self) -> Source:
        """The entry as the record the stages use."""
        found = _SPAN.match(self.poll)
        seconds = int(found[1]) * _UNIT_SECONDS[found[2]] if found else 0
        options: dict[str, Any] = {
            "listing": self.listing.model_dump(exclude_none=True) if self.listing else {}, "query": self.query,
            "host_filter": tuple(self.host_filter), "history_only": self.history_only, "evidence": self.evidence,
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
        table = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(f"{name}: {error}") from error
    rows = table.pop("source", [])
    if table:
        raise ConfigurationError(f"{name}: key '{next(iter(table))}': not known; sources are [[source]] tables")
    if not isinstance(rows, list) or not rows:
        raise ConfigurationError(f"{name}: no [[source]] in it")
    sources: dict[str, Source] = {}
    for number, row in enumerate(rows, 1):
        label = row.get("id", f"number {number}") if isinstance(row, dict) else f"number {number}"
        try:
            source = Entry.model_validate(row).as_source()
        except ValidationError as error:
            raise ConfigurationError(f"{name}: source '{label}': {_first(error)}") from error
        if source.id in sources:
            raise ConfigurationError(f"{name}: source '{label}' is there twice")
        sources[source.id] = source
    return tuple(sources.values())


def _first(error: ValidationError) -> str:
    """The first complaint, with its key."""
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"])
    message = first["msg"].removeprefix("Value error, ")
    if first["type"] == "extra_forbidden":
        shape = Listing if first["loc"][0] == "listing" else Entry
        message = f"not known; known are {', '.join(shape.model_fields)}"
    elif first["type"] == "missing":
        message = "is missing"
    return f"key '{key}': {message}" if key else f"key {message}"
