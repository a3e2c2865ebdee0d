"""How two readings of one article version differ. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from warehouse.ledger import Claim

Kind = Literal["gained", "lost", "changed"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One observation that the present rules read otherwise than the loaded ones."""

    change: Kind
    entity: str
    metric: str
    before: float | None
    after: float | None
    as_of_before: str | None
    as_of_after: str | None
    quote: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReparseSummary:
    """What a re-parse read and changed; `observation_count` were read, `loaded_count` of them are new rows."""

    capture_count: int
    version_count: int
    differences: tuple[Difference, ...]
    failures: tuple[str, ...]
    observation_count: int
    loaded_count: int
    loaded: bool

    def counts(self) -> dict[tuple[str, str], Counter[Kind]]:
        """How many were gained, lost and changed of each entity's metric, sorted."""
        found: dict[tuple[str, str], Counter[Kind]] = {}
        for difference in sorted(self.differences, key=lambda d: (d.entity, d.metric)):
            found.setdefault((difference.entity, difference.metric), Counter())[difference.change] += 1
        return found


def compare(before: Iterable[Claim], after: Iterable[Claim], url: str) -> list[Difference]:
    """Differences between two readings of one article version.

    Args:
        before: (entity, metric, value, value_max, as_of, quote) of the loaded reading.
        after: The same of the present rules.
        url: The article's address.
    """
    was, now = Counter(before), Counter(after)
    old, new = list((was - now).elements()), list((now - was).elements())
    differences: list[Difference] = []
    for claim in new:
        twin = next((c for c in old if c[:2] == claim[:2] and (c[5] == claim[5] or c[2] == claim[2])), None)
        if twin is not None:
            old.remove(twin)
        differences.append(_difference("gained" if twin is None else "changed", twin, claim, url))
    return differences + [_difference("lost", claim, None, url) for claim in old]


def _difference(change: Kind, before: Claim | None, after: Claim | None, url: str) -> Difference:
    entity, metric, *_, quote = after or before or ("", "", "")
    return Difference(
        change=change,
        entity=str(entity),
        metric=str(metric),
        before=before[2] if before else None,
        after=after[2] if after else None,
        as_of_before=before[4] if before else None,
        as_of_after=after[4] if after else None,
        quote=str(quote),
        url=url,
    )
