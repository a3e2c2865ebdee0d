"""The errors newsgauge raises on purpose.

NewsgaugeError
├── ConfigurationError   settings, catalogue or command line: names file and key (exit code 2)
├── SourceError          one source or document failed: becomes a recorded Failure, stops nothing else
│   ├── FetchError       transport, HTTP status, limits
│   │   └── RefusedError the guard, robots.txt or a limit forbade the request
│   └── ParseError       bytes that could not be read as what they claim to be
├── ArchiveError         the archive could not be written: disk full, no right, no such place (exit code 1)
└── WarehouseError       the database could not be opened, locked, migrated or written (exit code 1)
    ├── LockedError      another run is at work and did not end in time
    └── DamagedError     the working file is missing or cannot be read: `newsgauge restore` rebuilds it
"""


class NewsgaugeError(Exception):
    """Base of every deliberate error; its text is one line, fit for a terminal."""


class ConfigurationError(NewsgaugeError):
    """A setting, catalogue entry or parameter is wrong; the text names the file and the key."""


class SourceError(NewsgaugeError):
    """One source or document failed.

    Args:
        reason: One line that says what went wrong.
        source_id: The source the failure belongs to, where known.
        url: The address it happened at, without credentials.
    """

    def __init__(self, reason: str, *, source_id: str = "", url: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.source_id = source_id
        self.url = url


class FetchError(SourceError):
    """A request did not give a whole, usable answer."""


class RefusedError(FetchError):
    """A request was not made, or not followed: address guard, scheme, robots.txt, redirect or size limit."""


class ParseError(SourceError):
    """Bytes could not be read as the feed, page or archive record they claim to be."""


class ArchiveError(NewsgaugeError):
    """The archive could not be written; what was archived before is whole."""


class WarehouseError(NewsgaugeError):
    """The warehouse could not be opened, locked, migrated, written or published."""


class LockedError(WarehouseError):
    """Another process is at work and did not end before the deadline; the text names it."""


class DamagedError(WarehouseError):
    """A database file is missing or damaged; `newsgauge restore` makes the working file anew."""
