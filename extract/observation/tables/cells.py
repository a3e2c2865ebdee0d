"""What a figure in a table measures and whose it is: the row's label, the column's head, the corner, the caption."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from extract.observation import words
from extract.observation.context import Text
from extract.observation.metrics.basis import OWN_SUFFIX
from extract.observation.metrics.distance import Relation
from extract.observation.metrics.fit import PER_SHARE_LIMIT, metric_for, plausible
from extract.observation.metrics.meaning import holds
from extract.observation.metrics.measure import Measure
from extract.observation.metrics.parts import SMALLEST_SEGMENT
from extract.observation.spotting.spot import Cue, Mention, spotter
from extract.observation.subjects.bearer import Subject, nobody, taken
from extract.observation.subjects.headed import of_topic
from extract.observation.tables.grid import HEADS, Row, Span, pattern
from extract.records import Quantity

TABLE_COST = 12.0
"""Cost from which the table tells the metric of a figure in prose better than its sentence."""
CELL: Relation = "column"
"""How a metric found by way of the table is told apart."""


def read_cell(seen: Text, quantity: Quantity) -> tuple[Measure, Subject] | str | None:
    """The metric and the entity of a figure that has a cell of its own, or why it has none; None for other figures."""
    place = seen.tables.cell(quantity)
    if place is None:
        return None
    row, _ = place
    if seen.tables.is_change(quantity):
        return "the change of its row's level"
    found = metric_in_table(seen, quantity, row)
    if found is None and seen.tables.table_of(row).listed:
        return None
    if found is None:
        return "no metric word in its row, column or table"
    subject = subject_in_table(seen, quantity, found, row)
    if not subject.entity and seen.tables.table_of(row).listed:
        return None
    return (found, subject) if subject.entity else subject.reason


def with_table(seen: Text, quantity: Quantity, found: Measure | None) -> Measure | None:
    """The metric of a figure told in the prose of a cell, by its row and column where its sentence tells it badly."""
    row = seen.tables.row_at(quantity.start) if seen.tables else None
    if row is None or (found is not None and found.cost < TABLE_COST):
        return found
    return metric_in_table(seen, quantity, row) or found


def metric_in_table(seen: Text, quantity: Quantity, row: Row) -> Measure | None:
    """The metric of a table's figure: of a percentage the column's head tells before the row's label."""
    table = seen.tables.table_of(row)
    column = table.column(row.cell_of(quantity.start))
    if column.share and quantity.unit == "percent":
        share = _names_segment(seen, [row.label]) and "revenue_share" in seen.metrics
        return Measure("revenue_share", Cue(*column.heads[0], ("revenue_share",)), 6.0, CELL) if share else None
    corner = table.column(0).heads
    general = [(corner, "corner"), ((table.above,), "caption"), ((), "title")]
    own: list[tuple[tuple[Span, ...], str]] = [(row.label, "label"), (column.heads, "head")]
    if quantity.unit == "percent" and quantity.change is None:
        own.reverse()
    found: Measure | None = None
    for spans, what in (*own, *general):
        told = _by_words(seen, quantity, row, spans, what)
        if told is not None and (found is None or _tells_more(seen, told, found)):
            found = told
        if found is not None and not seen.metrics[found.metric].generic:
            return found
    if found is not None and pattern("note").match(seen.tables.told((table.below,))):
        told = _by_words(seen, quantity, row, (table.below,), "caption")
        found = told if told is not None and _tells_more(seen, told, found) else found
    return found or _revenue(seen, quantity, row)


def _tells_more(seen: Text, told: Measure, found: Measure) -> bool:
    """Whether a metric is the kind of users that another one leaves open."""
    one, other = seen.metrics[told.metric], seen.metrics[found.metric]
    return one.unit == other.unit and other.generic and not one.generic


def _by_words(seen: Text, quantity: Quantity, row: Row, spans: tuple[Span, ...], what: str) -> Measure | None:
    """The first metric word of some cells that can be a figure's, one that tells more before a general one."""
    if what == "head":
        told = seen.tables.told(spans)
        for metric, head in HEADS.items():
            if not head.search(told) or metric not in seen.metrics or quantity.unit != seen.metrics[metric].unit:
                continue
            segment = bool(row.label) and _names_segment(seen, [row.label])
            if metric == "market_share" and segment and "revenue_share" in seen.metrics:
                metric = "revenue_share"
            if not seen.metrics[metric].growth_of or segment:
                return Measure(metric, Cue(*spans[0], (metric,)), 4.0, CELL)
    fallback: Measure | None = None
    for cue in _cues(seen, spans, what):
        for one in _as_read(seen, cue, quantity):
            metric = metric_for(seen, cue, one)
            if metric is None or not plausible(seen.metrics[metric], one):
                continue
            if what != "title" and not holds(seen, cue, seen.metrics[metric], cue.start, cue.end):
                continue
            if what == "label" and not _is_whole_label(seen, metric, spans):
                continue
            found = Measure(_on_basis(seen, metric, spans, what), cue, 6.0, CELL)
            if not seen.metrics[metric].generic:
                return found
            fallback = fallback or found
    return fallback


def _as_read(seen: Text, cue: Cue, quantity: Quantity) -> Iterator[Quantity]:
    """A figure as it is, and a bare one as money of the metric where that is told for one share."""
    yield quantity
    entry = seen.metrics[cue.metrics[0]]
    if quantity.unit is None and entry.unit in words.MONEY and entry.high <= PER_SHARE_LIMIT:
        yield replace(quantity, unit=entry.unit)


def _cues(seen: Text, spans: tuple[Span, ...], what: str) -> list[Cue]:
    """The metric words of some cells, the longest first; those of a label of several cells read as one."""
    if what == "title":
        return seen.titled
    if what == "label" and len(spans) > 1 and _is_broken(seen, spans):
        return _joined(seen, spans)
    cues = [cue for span in reversed(spans) for cue in seen.cues_in(*span)]
    return sorted(cues, key=lambda cue: cue.start - cue.end) if what == "label" else cues


def _joined(seen: Text, spans: tuple[Span, ...]) -> list[Cue]:
    """Metric words of a label that is broken over lines, or of an item with what it is indented under."""
    parts = [seen.folded[start:end].strip() for start, end in spans]
    joined = " ".join(words.PARENTHESIS.sub("", "".join(parts) if not parts[0].isascii() else " ".join(parts)).split())
    cues = spotter(seen.catalog).cues(joined)
    cues.sort(key=lambda cue: cue.start - cue.end)
    return [Cue(spans[0][0], spans[-1][1], cue.metrics) for cue in cues]


def _is_broken(seen: Text, spans: tuple[Span, ...]) -> bool:
    row = seen.tables.row_at(spans[-1][0])
    return row is not None and seen.tables.table_of(row).flat


def _is_whole_label(seen: Text, metric: str, spans: tuple[Span, ...]) -> bool:
    """Whether a label of money names nothing besides the metric: not "profit before tax"."""
    return seen.metrics[metric].unit not in words.MONEY or not _rest(seen, spans)


def _rest(seen: Text, spans: tuple[Span, ...]) -> bool:
    """Whether cells hold words besides names, metric words, times and what may stand beside those."""
    rest = ""
    for start, end in spans:
        parts = [(m.start, m.end) for m in seen.mentions_in(start, end)]
        parts += [(c.start, c.end) for c in seen.cues_in(start, end)]
        parts += [(t.start, t.end) for t in seen.times.after(start, end, most=3)]
        at = start
        for begin, stop in sorted(parts):
            rest += seen.folded[at:begin] + " "
            at = max(at, stop)
        rest += seen.folded[at:end] + " "
    for name in ("beside", "with_name"):
        rest = pattern(name).sub("", words.PARENTHESIS.sub("", rest))
    return len(words.LATIN_WORD.findall(rest)) + len(words.CHINESE.findall(rest)) // 2 > 0


def _on_basis(seen: Text, metric: str, spans: tuple[Span, ...], what: str) -> str:
    """The metric on the company's own basis, where label, head or caption tells that basis."""
    own = metric + OWN_SUFFIX
    return own if own in seen.metrics and words.OWN_BASIS.search(seen.tables.told(spans)) else metric


def _revenue(seen: Text, quantity: Quantity, row: Row) -> Measure | None:
    """Money of a segment, or of all together in a table of segments, without a word for it is revenue."""
    if quantity.unit not in words.MONEY or abs(quantity.value) < SMALLEST_SEGMENT or "revenue" not in seen.metrics:
        return None
    label = row.label[-1:]
    if not label:
        return None
    parts = (
        [row.label]
        if not pattern("total").search(seen.tables.told(label))
        else [other.label for other in seen.tables.rows_of(row)]
    )
    if not _names_segment(seen, parts):
        return None
    return Measure("revenue", Cue(label[0][0], label[0][0], ("revenue",)), 8.0, "segment")


def _names_segment(seen: Text, labels: list[tuple[Span, ...]]) -> bool:
    named = [mention for spans in labels for span in spans for mention in seen.mentions_in(*span)]
    return any(seen.kind_of(m.entity) == "segment" for m in named)


def subject_in_table(seen: Text, quantity: Quantity, found: Measure, row: Row) -> Subject:
    """A table's figure is of the name in its row, else in its column's head, else of the text."""
    tables, table = seen.tables, seen.tables.table_of(row)
    number = row.cell_of(quantity.start)
    heads = table.column(number).heads
    label = sorted(row.label, key=lambda span: span not in row.cells)
    lead = (table.above,) if table.listed else ()
    cell = [m for m in seen.mentions_in(*row.cells[number]) if not _is_remark(seen, quantity, m)]
    named = [*cell, *(m for span in (*label, *heads, *lead) for m in seen.mentions_in(*span))]
    metric = seen.metrics[found.metric]
    if named:
        rivals = [m for span in label for m in seen.mentions_in(*span)][:1]
        first = next((m for m in (*rivals, *named) if m.role == "rival" or not m.weak), named[0])
        if first.role == "rival":
            return nobody("a row of another company")
        one = first if len(named) == 1 else named[0]
        if metric.entity is not None and one.entity == seen.catalog.entity_by_id[metric.entity].parent:
            return Subject(metric.entity, 2.0, "table")
        if _is_of_other(seen, found, label, one):
            return nobody("a row of something without a name of ours")
        return taken(seen, one, found, quantity, 0.0, "table")
    if _heads_name_others(seen, row, number):
        return nobody("a column of something without a name of ours")
    words_told = tables.told(row.label)
    told = not words_told.strip(" *-") or any(seen.times.after(*span, most=1) for span in label[:1])
    told = told or any(seen.cues_in(*s) for s in row.label) or pattern("total").search(words_told) is not None
    if not (told or _is_date(seen, row)):
        return nobody("a row of something without a name of ours")
    if metric.entity is not None:
        return Subject(metric.entity, 4.0, "bearer") if seen.topic.company else nobody("its only bearer is not named")
    return of_topic(seen, seen.sentences.index(table.start), metric)


def _is_remark(seen: Text, quantity: Quantity, mention: Mention) -> bool:
    """Whether a name stands in brackets behind a figure, in a remark on it."""
    return mention.start > quantity.end and "(" in seen.folded[quantity.end : mention.start].replace("（", "(")


def _is_of_other(seen: Text, found: Measure, label: list[Span], named: Mention) -> bool:
    """Whether a row is not on the name in its label: an owner behind another name, or a name in that of something."""
    cell = next((span for span in label if span[0] <= named.start and named.end <= span[1]), None)
    if cell is None or any(start <= found.cue.start < end for start, end in label):
        return False
    return _rest(seen, (cell,)) or (cell != label[0] and _rest(seen, (label[0],)))


def _is_date(seen: Text, row: Row) -> bool:
    return seen.tables.table_of(row).column(0).dates


def _heads_name_others(seen: Text, row: Row, number: int) -> bool:
    """Whether the columns of a table are of subjects, and this one's is none that is known."""
    table = seen.tables.table_of(row)
    named = [any(seen.mentions_in(*span) for span in column.heads) for column in table.columns[1:]]
    return sum(named) * 2 >= len(named) > 1 and any(named)
