"""The catalogues of entities and metrics, typed; errors name file and key."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from extract.errors import ConfigurationError
from extract.records import Entity, Metric

EntityKind = Literal["company", "product", "segment"]
Place = Traversable | Path
Table = TypeVar("Table", bound=BaseModel)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class EntityEntry(_Strict):
    """One [[entity]]; what the keys mean stands at the top of entities/tencent.toml."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    name_en: str
    name_zh: str = ""
    kind: EntityKind = "product"
    parent: str | None = None
    shared: bool = False
    own_audience: bool = False
    members_pay: bool = False
    common: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    exact: tuple[str, ...] = ()
    results_names: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    short_near: tuple[str, ...] = ()
    bylines: tuple[str, ...] = ()
    competitors: tuple[str, ...] = ()


class Cues(_Strict):
    """The words that name a metric, by language."""

    en: tuple[str, ...] = ()
    zh: tuple[str, ...] = ()


class MetricEntry(_Strict):
    """One [[metric]]; what the keys mean stands at the top of metrics.toml."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    unit: str
    period: str = "quarter"
    name_en: str
    name_zh: str = ""
    definition: str
    of: tuple[EntityKind, ...] = ("company", "product", "segment")
    entity: str | None = None
    growth: bool = False
    generic: bool = False
    growth_of: str = ""
    overrides: bool = False
    of_products: bool = False
    placed: bool = False
    near: tuple[str, ...] = ()
    cues: Cues
    low: float
    high: float


class EntityFile(_Strict):
    """One file under entities/: a company, its products, and metrics that it alone has."""

    entity: tuple[EntityEntry, ...]
    metric: tuple[MetricEntry, ...] = ()


class MetricFile(_Strict):
    """metrics.toml."""

    metric: tuple[MetricEntry, ...]


class OrganizationFile(_Strict):
    """organizations.toml."""

    names: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Catalog:
    """All entities and metrics that figures are read of; `rivals` are names of others."""

    entity_entries: tuple[EntityEntry, ...]
    metric_entries: tuple[MetricEntry, ...]
    rivals: tuple[str, ...]

    @cached_property
    def entity_by_id(self) -> dict[str, EntityEntry]:
        """Entries by id."""
        return {entry.id: entry for entry in self.entity_entries}

    @cached_property
    def metric_by_id(self) -> dict[str, MetricEntry]:
        """Entries by id."""
        return {entry.id: entry for entry in self.metric_entries}

    @cached_property
    def generic_metrics(self) -> frozenset[str]:
        """Metrics whose words do not say which kind they are of."""
        return frozenset(entry.id for entry in self.metric_entries if entry.generic)

    @cached_property
    def makers(self) -> frozenset[str]:
        """Companies with products of their own: users told of one without a product's name are no figure of theirs."""
        made = {e.parent for e in self.entity_entries if e.kind == "product"}
        return frozenset(e.id for e in self.entity_entries if e.kind == "company" and e.id in made)

    def company_of(self, entity: str) -> str:
        """The nearest company above an entity, itself included; the topmost parent where there is no company."""
        here = self.entity_by_id[entity]
        while here.kind != "company" and here.parent is not None:
            here = self.entity_by_id[here.parent]
        return here.id

    def family_of(self, entity: str) -> str:
        """The topmost parent of an entity."""
        here = self.entity_by_id[entity]
        while here.parent is not None:
            here = self.entity_by_id[here.parent]
        return here.id

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
        """Names that make a page worth reading, in simplified and traditional characters; no common words."""
        named = [e for e in self.entity_entries if e.kind != "segment"]
        aliases = [
            a for e in named for a in (*e.aliases, *e.exact) if len(a) > 1 and "…" not in a and a not in e.common
        ]
        return tuple(dict.fromkeys([*aliases, *(_traditional(a) for a in aliases if not a.isascii())]))


@cache
def _to_traditional() -> Callable[[str], str]:
    """One converter for all names: its dictionaries take a tenth of a second to load."""
    from opencc import OpenCC

    converter = OpenCC("s2t")
    return lambda name: str(converter.convert(name))


def _traditional(name: str) -> str:
    return _to_traditional()(name)


def _read(place: Place, shape: type[Table]) -> Table:
    try:
        table: dict[str, Any] = tomllib.loads(place.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(f"{place}: {error}") from error
    try:
        return shape.model_validate(table)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise ConfigurationError(f"{place}: key '{key}': {first['msg']}") from error


def _check(entities: Sequence[EntityEntry], metrics: Sequence[MetricEntry]) -> None:
    for kind, ids in (("entity", [e.id for e in entities]), ("metric", [m.id for m in metrics])):
        twice = next((one for one in ids if ids.count(one) > 1), None)
        if twice:
            raise ConfigurationError(f"{kind} '{twice}' is there twice")
    known = {e.id for e in entities}
    for entry in entities:
        if entry.parent is not None and entry.parent not in known:
            raise ConfigurationError(f"entity '{entry.id}': key 'parent': no entity '{entry.parent}'")
        if entry.id in _ancestors(entry.id, {e.id: e.parent for e in entities}):
            raise ConfigurationError(f"entity '{entry.id}': key 'parent': it is its own parent")
    for metric in metrics:
        if not metric.low <= metric.high:
            raise ConfigurationError(f"metric '{metric.id}': key 'low': above 'high'")


def _ancestors(entity: str, parents: dict[str, str | None]) -> set[str]:
    found: set[str] = set()
    above = parents.get(entity)
    while above is not None and above not in found:
        found.add(above)
        above = parents.get(above)
    return found


def bundled_entity_files() -> list[Traversable]:
    """The files of entities/, by name."""
    folder = files("extract.catalog").joinpath("entities")
    return sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)


def read_catalog(
    entity_files: Iterable[Place], metrics_file: Place | None = None, organizations_file: Place | None = None
) -> Catalog:
    """Read a catalogue.

    Args:
        entity_files: One a company; the first that has an alias owns it.
        metrics_file: The bundled metrics.toml when None; a metric whose `entity` is not loaded is left out.
        organizations_file: Names of others; the bundled organizations.toml when None. A name that is an alias of a
            loaded entity is no other's.

    Raises:
        ConfigurationError: Names file and key.
    """
    bundled = files("extract.catalog")
    found = [_read(place, EntityFile) for place in entity_files]
    entities = [entry for one in found for entry in one.entity]
    known = {entry.id for entry in entities}
    shared = _read(metrics_file or bundled.joinpath("metrics.toml"), MetricFile).metric
    metrics = [*(m for one in found for m in one.metric), *(m for m in shared if m.entity is None or m.entity in known)]
    _check(entities, metrics)
    others = _read(organizations_file or bundled.joinpath("organizations.toml"), OrganizationFile).names
    own = {name.lower() for e in entities for name in (*e.aliases, *e.exact, *e.results_names)}
    rivals = dict.fromkeys([*(c for e in entities for c in e.competitors), *others])
    return Catalog(tuple(entities), tuple(metrics), tuple(name for name in rivals if name.lower() not in own))


@cache
def load_catalog(extra: Path | None = None) -> Catalog:
    """The bundled catalogue.

    Args:
        extra: A folder of further entity files, `*.toml`; None for none.

    Raises:
        ConfigurationError: `extra` is no folder, or a file in it is wrong.
    """
    more: Sequence[Place] = []
    if extra is not None:
        if not extra.is_dir():
            raise ConfigurationError(f"{extra}: no such folder of entity files")
        more = sorted(extra.glob("*.toml"))
    return read_catalog([*bundled_entity_files(), *more])
