"""Settings: one optional TOML file and NEWSGAUGE_* variables become one frozen object. Nothing else reads either."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from extract.catalog.sources import known_zone
from extract.errors import ConfigurationError
from extract.records import EventKind
from flows.home import Home

DEFAULT_HOME = Path("~/.newsgauge")
ENVIRONMENT_PREFIX = "NEWSGAUGE_"
CRON_FIELDS = 5
LISTS = (("allow_hosts",), ("alerts", "urls"), ("alerts", "events"))
_HOST_PORT = re.compile(r"^(\[[0-9a-fA-F:]+\]|[^\s:/@]+):\d{1,5}$")


def _host_port(value: str) -> str:
    if not _HOST_PORT.match(value):
        raise ValueError(f"'{value}' is not HOST:PORT")
    return value


def _apprise_url(value: str) -> str:
    from apprise import Apprise

    if not Apprise.instantiate(value, suppress_exceptions=True):
        raise ValueError("an address is not one that the apprise library understands")
    return value


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FetchSettings(_Section):
    """How politely and how patiently pages are asked for; seconds and bytes."""

    host_delay_seconds: float = Field(default=3.0, ge=0, le=300, description="rest between two requests to one host")
    total_seconds: float = Field(
        default=30.0, gt=0, le=600, description="longest time for one page, its redirects and tries together"
    )
    connect_seconds: float = Field(default=5.0, gt=0, le=60, description="longest time for a connection")
    read_seconds: float = Field(default=10.0, gt=0, le=120, description="longest silence within an answer")
    source_seconds: float = Field(
        default=1800.0, gt=0, description="longest time for one poll of one source; the rest is left for the next run"
    )
    tries: int = Field(default=3, ge=1, le=10, description="how often a request that can heal is made")
    max_bytes: int = Field(default=15 * 1024 * 1024, ge=1024, description="largest answer")
    obey_robots: bool = Field(default=True, description="whether robots.txt is obeyed")
    headers: dict[str, dict[str, str]] = Field(
        default_factory=dict, description="request headers by origin (https://host), such as a bridge's credentials"
    )
    recheck_hours: float = Field(
        default=6.0, ge=0, description="how long a known article rests before it is asked again"
    )


class Schedule(_Section):
    """When a deployment runs: a cron line or an interval, in a time zone."""

    cron: str | None = Field(default=None, description="five cron fields")
    interval_seconds: float | None = Field(default=None, gt=0, description="time between two starts")
    time_zone: Annotated[str, AfterValidator(known_zone)] = Field(default="UTC", description="of the cron line")
    enabled: bool = Field(default=True, description="false keeps the deployment, without its schedule")

    @model_validator(mode="after")
    def _one_way(self) -> Schedule:
        if (self.cron is None) == (self.interval_seconds is None):
            raise ValueError("give exactly one of 'cron' and 'interval_seconds'")
        if self.cron is not None and len(self.cron.split()) != CRON_FIELDS:
            raise ValueError(f"'{self.cron}' is not a cron line of five fields")
        return self


ScheduledFlow = Literal["ingest", "reparse", "publish"]


def _hourly() -> dict[ScheduledFlow, Schedule]:
    return {"ingest": Schedule(interval_seconds=3600)}


class ServeSettings(_Section):
    """What `newsgauge serve` listens on (loopback), how often it looks after its runs, what Prefect keeps."""

    prefect_port: int = Field(default=4200, ge=1, le=65535, description="port of its Prefect server and UI")
    report_port: int = Field(default=8905, ge=0, le=65535, description="port of the report; 0 serves none")
    watch_seconds: float = Field(default=30.0, gt=0, description="how often it looks for runs that were killed")
    keep_runs_days: int = Field(default=30, ge=1, description="how long Prefect keeps finished runs")


class AlertSettings(_Section):
    """Whom to tell of what."""

    urls: tuple[Annotated[str, AfterValidator(_apprise_url)], ...] = Field(
        default=(), description="addresses in the forms of the apprise library, such as json://host/path or mailto://…"
    )
    events: tuple[EventKind, ...] = Field(
        default=("new_value", "disagreement", "source_silent", "source_failing"), description="what to tell of"
    )
    title: str = Field(default="newsgauge", description="subject of the messages")


class Settings(_Section):
    """All settings; docs/operations.md lists them."""

    home: Path = Field(default=DEFAULT_HOME, description="folder for everything newsgauge writes")
    sources: Path | None = Field(default=None, description="a sources file in place of the built-in one")
    allow_hosts: tuple[Annotated[str, AfterValidator(_host_port)], ...] = Field(
        default=(), description="HOST:PORT that may be asked although they are not public"
    )
    lock_wait_seconds: float = Field(default=600.0, ge=0, description="how long a run waits for another one")
    log_format: Literal["text", "json"] = Field(default="text", description="form of the log on standard error")
    fetch: FetchSettings = FetchSettings()
    schedules: dict[ScheduledFlow, Schedule] = Field(default_factory=_hourly)
    serve: ServeSettings = ServeSettings()
    alerts: AlertSettings = AlertSettings()

    @property
    def places(self) -> Home:
        """The paths under the home folder."""
        return Home(self.home.expanduser().absolute())


def _from_environment(environment: dict[str, str]) -> dict[str, Any]:
    """NEWSGAUGE_A__B=x becomes {"a": {"b": "x"}}; lists are split at commas and blanks."""
    found: dict[str, Any] = {}
    for name, value in environment.items():
        if not name.startswith(ENVIRONMENT_PREFIX):
            continue
        keys = name.removeprefix(ENVIRONMENT_PREFIX).lower().split("__")
        if keys[0] not in Settings.model_fields or not value:
            continue
        place = found
        for key in keys[:-1]:
            place = place.setdefault(key, {})
        is_list = tuple(keys) in LISTS
        place[keys[-1]] = [part for part in re.split(r"[,\s]+", value) if part] if is_list else value
    return found


def _holds(values: dict[str, Any], place: Sequence[str | int]) -> bool:
    """Whether these values have something at a place that validation complains of."""
    for key in place:
        if not isinstance(values, dict):
            return True
        if key not in values:
            return False
        values = values[str(key)]
    return bool(place)


def _merge(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        merged[key] = _merge(merged[key], value) if isinstance(value, dict) and key in merged else value
    return merged


def load_settings(environment: dict[str, str] | None = None) -> Settings:
    """Read the settings that hold for this process.

    Args:
        environment: Variables to read; the process's own when None.

    Returns:
        Defaults, overlaid by HOME/newsgauge.toml (or NEWSGAUGE_CONFIG), overlaid by NEWSGAUGE_* variables.

    Raises:
        ConfigurationError: A file cannot be read, or a key is unknown or wrong; the text names it.
    """
    variables = dict(os.environ) if environment is None else environment
    above = _from_environment(variables)
    home = Home(Path(above.get("home", DEFAULT_HOME)).expanduser().absolute())
    chosen = variables.get("NEWSGAUGE_CONFIG")
    path = Path(chosen) if chosen else home.config
    below: dict[str, Any] = {}
    if path.is_file() or chosen:
        try:
            below = tomllib.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise ConfigurationError(f"{path}: {error.strerror}") from error
        except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise ConfigurationError(f"{path}: {error}") from error
    try:
        return Settings.model_validate(_merge(below, above))
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or "(whole file)"
        where = "environment" if _holds(above, first["loc"]) else path
        unknown = first["type"] == "extra_forbidden"
        words = "is not known" if unknown else first["msg"].removeprefix("Value error, ")
        raise ConfigurationError(f"{where}: key '{key}': {words}") from error


def setting_rows() -> list[tuple[str, str, str]]:
    """(key, default, meaning) of every setting, for docs/operations.md."""
    return _rows(Settings, "")


def _rows(model: type[BaseModel], prefix: str) -> list[tuple[str, str, str]]:
    rows: list[tuple[str, str, str]] = []
    for name, info in model.model_fields.items():
        if name == "schedules":
            rows += _rows(Schedule, "schedules.FLOW.")
        elif isinstance(info.annotation, type) and issubclass(info.annotation, _Section):
            rows += _rows(info.annotation, f"{prefix}{name}.")
        else:
            default = info.get_default(call_default_factory=True)
            shown = "" if default in (None, (), {}) else f"`{_shown(default)}`"
            rows.append((f"{prefix}{name}", shown, info.description or ""))
    return rows


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return ", ".join(str(part) for part in value)
    return f"{value:g}" if isinstance(value, float) else str(value)
