"""The catalogues of entities and metrics, typed; errors name file and key."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from extract.errors import ConfigurationError
from extract.records import Entity, Metric


class EntityEntry(BaseModel):
    """One [[entity]]."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    name_en: str
    name_zh: str = ""
    kind: str = "product"
    parent: str | None = None
    aliases: tuple[str, ...]
    bylines: tuple[str, ...] = ()


class Cues(BaseModel):
    """The words by language."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    en: tuple[str, ...] = ()
    zh: tuple[str, ...] = ()


class MetricEntry(BaseModel):
    """One [[metric]]."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    unit: str
    period: str = "quarter"
    name_en: str
    name_zh: str = ""
    definition: str
    cues: Cues
    low: float
    high: float


class EntityFile(BaseModel):
    """One file under entities/: a company, its products, its rivals, and metrics of its own."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rivals: tuple[str, ...] = ()
    entity: tuple[EntityEntry, ...]
    metric: tuple[MetricEntry, ...] = ()


@dataclass(frozen=True, eq=False)
class Catalog:
    """All entities and metrics that figures are read of."""

    entity_entries: tuple[EntityEntry, ...]
    metric_entries: tuple[MetricEntry, ...]
    rivals: tuple[str, ...]

    @property
    def entities(self) -> tuple[Entity, ...]:
        """For the warehouse."""
        return tuple(
            Entity(id=e.id, name_en=e.name_en, name_zh=e.name_zh, kind=e.kind, parent=e.parent)
            for e in self.entity_entries
        )

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """For the warehouse."""
        return tuple(
            Metric(
                id=m.id,
                unit=m.unit,
                name_en=m.name_en,
                name_zh=m.name_zh,
                definition=m.definition,
                period_kind=m.period,
            )
            for m in self.metric_entries
        )

    @property
    def relevance_aliases(self) -> tuple[str, ...]:
        """Names that make a page worth reading: companies and products, not the common words of segments."""
        common = {"the Group", "the company", "集团", "本公司", "本集团"}
        return tuple(
            a for e in self.entity_entries if e.kind != "segment" for a in e.aliases if a not in common and len(a) > 1
        )


def _table(place: Traversable | Path) -> dict[str, Any]:
    try:
        return tomllib.loads(place.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(f"{place}: {error}") from error


def _complaint(place: object, error: ValidationError) -> ConfigurationError:
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"])
    return ConfigurationError(f"{place}: key '{key}': {first['msg']}")


def read_catalog(entity_files: Iterable[Traversable | Path], metrics_file: Traversable | Path) -> Catalog:
    """Read a catalogue from given files.

    Raises:
        ConfigurationError: Names file and key.
    """
    entities: list[EntityEntry] = []
    metrics: list[MetricEntry] = []
    rivals: list[str] = []
    for place in entity_files:
        try:
            found = EntityFile.model_validate(_table(place))
        except ValidationError as error:
            raise _complaint(place, error) from error
        entities += found.entity
        metrics += found.metric
        rivals += found.rivals
    try:
        metrics += [MetricEntry.model_validate(row) for row in _table(metrics_file).get("metric", [])]
    except ValidationError as error:
        raise _complaint(metrics_file, error) from error
    for kind, ids in (("entity", [e.id for e in entities]), ("metric", [m.id for m in metrics])):
        twice = next((one for one in ids if ids.count(one) > 1), None)
        if twice:
            raise ConfigurationError(f"{kind} '{twice}' is there twice")
    known = {e.id for e in entities}
    own = {alias for e in entities for alias in e.aliases}
    for entry in entities:
        if entry.parent is not None and entry.parent not in known:
            raise ConfigurationError(f"entity '{entry.id}': key 'parent': no entity '{entry.parent}'")
    return Catalog(tuple(entities), tuple(metrics), tuple(dict.fromkeys(r for r in rivals if r not in own)))


@cache
def load_catalog() -> Catalog:
    """The bundled catalogue: every file of entities/, and metrics.toml."""
    folder = files("extract.catalog")
    entity_files = sorted(
        (f for f in folder.joinpath("entities").iterdir() if f.name.endswith(".toml")), key=lambda f: f.name
    )
    return read_catalog(entity_files, folder.joinpath("metrics.toml"))
