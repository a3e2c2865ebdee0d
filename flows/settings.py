"""Settings: one optional TOML file and NEWSGAUGE_* variables become one frozen object. Nothing else reads either."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from extract.errors import ConfigurationError
from flows.home import Home

DEFAULT_HOME = Path("~/.newsgauge")
ENVIRONMENT_PREFIX = "NEWSGAUGE_"
_HOST_PORT = re.compile(r"^(\[[0-9a-fA-F:]+\]|[^\s:/@]+):\d{1,5}$")


def _host_port(value: str) -> str:
    if not _HOST_PORT.match(value):
        raise ValueError(f"'{value}' is not HOST:PORT")
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"'{value}' is not a time zone of the IANA database") from error
    return value


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FetchSettings(_Section):
    """How politely and how patiently pages are asked for; seconds and bytes."""

    host_delay_seconds: float = Field(default=3.0, ge=0, le=300)
    total_seconds: float = Field(default=30.0, gt=0, le=600)
    tries: int = Field(default=3, ge=1, le=10)
    max_bytes: int = Field(default=15 * 1024 * 1024, ge=1024)
    obey_robots: bool = True
    recheck_hours: float = Field(
        default=6.0, ge=0, description="how long a known article rests before it is asked again"
    )


class Schedule(_Section):
    """When a deployment runs: a cron line or an interval, in a time zone."""

    cron: str | None = None
    interval_seconds: float | None = Field(default=None, gt=0)
    time_zone: Annotated[str, AfterValidator(_zone)] = "UTC"
    enabled: bool = True

    @model_validator(mode="after")
    def _one_way(self) -> Schedule:
        if (self.cron is None) == (self.interval_seconds is None):
            raise ValueError("give exactly one of 'cron' and 'interval_seconds'")
        return self


class ServeSettings(_Section):
    """The port on loopback and how long Prefect keeps its own history."""

    prefect_port: int = Field(default=4200, ge=1, le=65535)
    keep_runs_days: int = Field(default=30, ge=1)


class Settings(_Section):
    """All settings; see docs/settings.md."""

    home: Path = DEFAULT_HOME
    sources: Path | None = None
    allow_hosts: tuple[Annotated[str, AfterValidator(_host_port)], ...] = ()
    lock_wait_seconds: float = Field(default=600.0, ge=0)
    fetch: FetchSettings = FetchSettings()
    schedules: dict[Literal["ingest", "reparse", "publish"], Schedule] = Field(
        default_factory=lambda: {"ingest": Schedule(interval_seconds=3600)}
    )
    serve: ServeSettings = ServeSettings()

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
        is_list = keys == ["allow_hosts"]
        place[keys[-1]] = [part for part in re.split(r"[,\s]+", value) if part] if is_list else value
    return found


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
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise ConfigurationError(f"{path}: {error}") from error
    try:
        return Settings.model_validate(_merge(below, above))
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or "(whole file)"
        where = "environment" if first["loc"] and first["loc"][0] in above else path
        raise ConfigurationError(f"{where}: key '{key}': {first['msg']}") from error
