"""The places of one NEWSGAUGE_HOME: everything the program writes lies under it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Home:
    """Paths under one home folder; nothing is created by asking for them."""

    root: Path

    @property
    def archive(self) -> Path:
        """The WARC files."""
        return self.root / "archive"

    @property
    def config(self) -> Path:
        """The optional configuration file."""
        return self.root / "newsgauge.toml"

    @property
    def published(self) -> Path:
        """The DuckDB file people open."""
        return self.root / "newsgauge.duckdb"

    @property
    def prefect(self) -> Path:
        """Prefect's own database and profile, when no other is configured."""
        return self.root / "prefect"
