"""What was read from a passage and what was not, and why, for people."""

from __future__ import annotations

from collections.abc import Iterator

from extract.records import Observation, Passage, Reading, Rejection

AROUND = 36
"""Characters of the text shown on each side of a figure."""


def explain(passage: Passage, reading: Reading) -> str:
    """A passage's reading as lines of text: its observations with rule and doubts, then each figure left out and why.

    Args:
        passage: The text.
        reading: Of `observe` with `explain`.
    """
    lines = [f"{passage.id}: {len(reading.observations)} observations, {len(reading.rejections)} figures left out"]
    lines += [line for one in reading.observations for line in _taken(passage.text, one)]
    lines += [line for one in reading.rejections for line in _left_out(passage.text, one)]
    return "\n".join(lines)


def _taken(text: str, o: Observation) -> Iterator[str]:
    """An observation: what it states, its words, its rule and its doubts."""
    upper = f" to {o.value_max:,.12g}" if o.value_max is not None else ""
    time = f", as of {o.as_of}" if o.as_of else ""
    told = f", {o.modality}" if o.modality != "actual" else ""
    yield f"  + {o.entity}.{o.metric} {o.comparator} {o.value:,.12g}{upper} {o.unit}{time}{told}"
    yield f"      {_words(text, o.start, o.end)}"
    doubts = f"; {', '.join(flag.replace('_', ' ') for flag in o.flags)}" if o.flags else ""
    yield f"      rule {o.rule}, confidence {o.confidence:.2f}{doubts}"


def _left_out(text: str, rejection: Rejection) -> Iterator[str]:
    yield f"  - {_words(text, rejection.start, rejection.end)}"
    yield f"      {rejection.reason}"


def _words(text: str, start: int, end: int) -> str:
    """A figure between » and « with what stands around it, on one line."""
    before = ("…" if start > AROUND else "") + text[max(0, start - AROUND) : start]
    after = text[end : end + AROUND] + ("…" if len(text) > end + AROUND else "")
    return " ".join(f"{before}»{text[start:end]}«{after}".split())
