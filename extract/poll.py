"""One poll under way: what it asks for, archives, remembers and records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from extract.archive.write import ArchiveWriter
from extract.crawled import Copied, copy_warc
from extract.discover import MANNERS
from extract.discover.crawl import is_warc
from extract.errors import ArchiveError, FetchError, RefusedError, SourceError
from extract.fetch.address import shown
from extract.fetch.response import Response, Validators
from extract.intake import Intake
from extract.local import read_local
from extract.records import Candidate, Failure, FetchRecord, Source

PERMANENT = frozenset({400, 401, 403, 404, 405, 406, 410, 414, 451})
LEFT_OVER = "LeftOver"


@dataclass(frozen=True, slots=True)
class Known:
    """What earlier runs know, so that nothing is asked twice for nothing.

    Args:
        validators: URL to (ETag, Last-Modified) of its last whole answer.
        fetched_at: Article URL to the time it was last asked for.
        recheck_after: How long a known article rests; zero asks again whenever it is listed.
    """

    validators: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    fetched_at: Mapping[str, datetime] = field(default_factory=dict)
    recheck_after: timedelta = timedelta(0)


class Poll:
    """The state of one poll: what was asked, archived and refused so far."""

    def __init__(self, source: Source, intake: Intake, archive: ArchiveWriter, known: Known, now: datetime) -> None:
        self.source, self.intake, self.archive, self.known, self.now = source, intake, archive, known, now
        self.listing_ids: list[str] = []
        self.article_ids: list[str] = []
        self.fetches: list[FetchRecord] = []
        self.failures: list[Failure] = []
        self.failed_for_now_count = 0
        self.irrelevant_count = 0

    async def listing(self, url: str, *, max_bytes: int | None = None, conditional: bool = True) -> Response:
        """Ask for a feed, sitemap, list or search answer and archive it."""
        response = await self._get(url, max_bytes=max_bytes, conditional=conditional)
        self._keep(response, "listing", None)
        return response

    async def article(self, candidate: Candidate) -> None:
        """Ask for one article; a failure becomes a record of its own and stops nothing else."""
        try:
            if is_warc(candidate.url):
                await self._copy_warc(candidate)
            else:
                self._keep(await self._get(candidate.url), "article", candidate)
        except SourceError as error:
            self._failed(candidate.url, error)
        except ArchiveError:
            raise
        except Exception as error:  # noqa: BLE001 - an accident with one page costs that page and is recorded
            self._failed(candidate.url, SourceError(f"unforeseen {type(error).__name__}: {error}"))

    async def _copy_warc(self, candidate: Candidate) -> None:
        """Take the captures of another WARC file into our archive."""
        copied = Copied()
        async for found in copy_warc(candidate.url, self.source, self.intake.fetcher, copied):
            self._keep(found, "article", candidate)
        self.failures += copied.failures
        self.irrelevant_count += copied.irrelevant_count
        self.fetches.append(self._fetch_record(candidate.url, 200, "unchanged" if copied.failures else "new"))

    async def _get(self, url: str, *, max_bytes: int | None = None, conditional: bool = True) -> Response:
        if url.startswith("file:"):
            return read_local(url, self.source, now=self.now)
        etag, last_modified = self.known.validators.get(url, ("", "")) if conditional else ("", "")
        return await self.intake.fetcher.get(
            url,
            source_id=self.source.id,
            validators=Validators(etag=etag, last_modified=last_modified) if etag or last_modified else None,
            max_bytes=max_bytes,
            manners=MANNERS.get(self.source.kind),
        )

    def _keep(self, response: Response, role: Literal["article", "listing"], candidate: Candidate | None) -> None:
        if response.not_modified:
            unchanged = self._fetch_record(response.url, response.status, "unchanged", role)
            self.fetches.append(
                replace(
                    unchanged,
                    final_url=response.final_url,
                    at=response.fetched_at,
                    etag=response.etag,
                    last_modified=response.last_modified,
                )
            )
            return
        capture = self.archive.write(
            response,
            source_id=self.source.id,
            role=role,
            title=candidate.title if candidate else "",
            published_at=candidate.published_at if candidate else None,
        )
        (self.article_ids if role == "article" else self.listing_ids).append(capture.record_id)

    def _failed(self, url: str, error: SourceError) -> None:
        status = getattr(error, "status", None)
        refused = isinstance(error, RefusedError)
        self.failed_for_now_count += not refused and status not in PERMANENT
        self.failures.append(failure(self.source.id, url, error, self.now))
        self.fetches.append(self._fetch_record(shown(url), status, "refused" if refused else "failed"))

    def _fetch_record(
        self,
        url: str,
        status: int | None,
        outcome: Literal["new", "unchanged", "failed", "refused"],
        role: str = "article",
    ) -> FetchRecord:
        return FetchRecord(
            source_id=self.source.id, url=url, final_url=url, role=role, status=status, outcome=outcome, at=self.now
        )

    def left_over(self, reason: str) -> None:
        """Record that some of the source was left for the next run."""
        self.failures.append(
            Failure(
                source_id=self.source.id, url=shown(self.source.url), stage="fetch", reason=reason, at=self.now,
                kind=LEFT_OVER,
            )
        )  # fmt: skip


def failure(source_id: str, url: str, error: SourceError, at: datetime) -> Failure:
    """An error as the value that is recorded."""
    stage: Literal["fetch", "parse"] = "fetch" if isinstance(error, FetchError) else "parse"
    return Failure(
        source_id=error.source_id or source_id,
        url=shown(error.url or url),
        stage=stage,
        reason=error.reason,
        at=at,
        kind=type(error).__name__,
    )
