"""The records that pass between the stages. Frozen, validated at the edges, aware UTC times throughout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

Comparator = Literal["eq", "gt", "ge", "lt", "le", "approx", "range"]
Modality = Literal["actual", "forecast", "target", "rumour"]
ChangeKind = Literal["yoy", "qoq", "other"]
Direction = Literal["up", "down", "flat"]
EventKind = Literal["new_value", "disagreement", "source_silent", "source_failing"]
Stage = Literal["discover", "fetch", "archive", "parse", "extract", "load", "publish"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One entry of the source catalogue; `options` holds the keys of its kind."""

    id: str
    kind: str
    name: str
    url: str
    language: str = ""
    official: bool = False
    enabled: bool = True
    poll_seconds: int = 3600
    reach: date | None = None
    stale_after_days: int = 14
    time_zone: str = "UTC"
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A span of days, both ends included, that a backfill asks a source for."""

    source_id: str
    start: date
    end: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An article a discoverer heard of. `published_at` is the feed's word, None where it gave none or an unsure one."""

    source_id: str
    url: str
    title: str = ""
    published_at: datetime | None = None
    publisher: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One archived response. `body` is decoded of transfer and content encoding; `payload_digest` is its
    "sha256:<hex>"; `record_id` is the WARC-Record-ID, the key that leads back to the bytes."""

    source_id: str
    url: str
    final_url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    payload_digest: str
    fetched_at: datetime
    record_id: str
    role: Literal["article", "listing", "robots"] = "article"
    title: str = ""
    published_at: datetime | None = None


YEAR_ONLY = "year only"
"""Flag of an article whose page gives no more than a year: its `published_at` dates nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A parsed article version. `id` is of the canonical URL, `version` of id and text, both 32 hex digits;
    `published_at` is None when unknown, `published_raw` keeps the words it was read from."""

    id: str
    version: str
    source_id: str
    url: str
    canonical_url: str
    title: str
    text: str
    language: str
    published_at: datetime | None
    site: str
    authors: tuple[str, ...] = ()
    published_raw: str = ""
    official: bool = False
    capture_record_id: str = ""
    payload_digest: str = ""
    known_at: datetime | None = None
    signature: tuple[int, ...] = ()
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """What the extractor reads: a text with the little context that rules may use."""

    id: str
    text: str
    language: str = ""
    title: str = ""
    published: date | None = None
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The change a text attaches to a value; `value` is None if only the direction is said."""

    kind: ChangeKind
    direction: Direction
    value: float | None
    unit: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number with its unit as a text states it; text[start:end] == quote. `unit` is a plain lower-case word,
    an ISO 4217 code, "percent", "percentage_points", or None. `change` is the movement whose size or result the
    figure is ("rose 5%", "rose to 3 billion"); `level_change` the one a later percentage states for this level."""

    value: float
    value_max: float | None = None
    comparator: Comparator = "eq"
    unit: str | None = None
    change: Change | None = None
    level_change: Change | None = None
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One claim: a metric of an entity, with the exact words that state it (LABELS.md's row, plus rule,
    confidence 0..1 and flags). `as_of` is YYYY-MM-DD, YYYY-MM, YYYY-Qn, YYYY-Hn, YYYY-9M, YYYY or None."""

    entity: str
    metric: str
    value: float
    value_max: float | None = None
    comparator: Comparator = "eq"
    unit: str
    change: Change | None = None
    as_of: str | None = None
    attribution: str | None = None
    modality: Modality = "actual"
    quote: str
    start: int
    end: int
    rule: str
    confidence: float
    flags: tuple[str, ...] = ()
    region: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """A quantity that did not become an observation, and why, for people."""

    quote: str
    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that was read from one passage."""

    passage_id: str
    observations: tuple[Observation, ...]
    rejections: tuple[Rejection, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleReading:
    """One article version with its observations: the unit that is loaded."""

    article: Article
    observations: tuple[Observation, ...]
    extractor_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """One thing that went wrong, as a value; it travels with the good results and is recorded."""

    source_id: str
    url: str
    stage: Stage
    reason: str
    at: datetime
    kind: str = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchRecord:
    """One request's outcome for the ledger. `outcome`: new, unchanged (304 or same digest), failed, refused."""

    source_id: str
    url: str
    final_url: str
    role: str
    status: int | None
    outcome: Literal["new", "unchanged", "failed", "refused"]
    at: datetime
    record_id: str = ""
    payload_digest: str = ""
    byte_count: int = 0
    etag: str = ""
    last_modified: str = ""
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceOutcome:
    """What one poll of one source did. An `optional` source is a service that sheds load as a matter of course: its
    failure is recorded like any other, and never makes a run a failed one."""

    source_id: str
    started_at: datetime
    finished_at: datetime
    outcome: Literal["ok", "unchanged", "failed", "partial"]
    found_count: int = 0
    fetched_count: int = 0
    new_count: int = 0
    unchanged_count: int = 0
    irrelevant_count: int = 0
    failed_count: int = 0
    newest_published_at: datetime | None = None
    message: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What one load carries. Loading the same batch again changes nothing."""

    readings: tuple[ArticleReading, ...] = ()
    fetches: tuple[FetchRecord, ...] = ()
    failures: tuple[Failure, ...] = ()
    outcomes: tuple[SourceOutcome, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadResult:
    """Row counts of one load, all zero when nothing was new; `set_aside` tells of versions with faulty rows."""

    load_id: str
    article_count: int
    version_count: int
    observation_count: int
    failure_count: int
    fetch_count: int
    set_aside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A company, product or segment whose figures are read."""

    id: str
    name_en: str
    name_zh: str = ""
    kind: str = "product"
    parent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """What is measured; `definition` is one sentence that keeps it apart from its neighbours."""

    id: str
    unit: str
    name_en: str
    name_zh: str = ""
    definition: str = ""
    period_kind: str = "quarter"
