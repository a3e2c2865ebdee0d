"""Settings: one TOML file and the environment, validated, each error with its key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from extract.errors import ConfigurationError
from flows.deployments import schedule_of
from flows.settings import Schedule, load_settings

WHOLE = """
lock_wait_seconds = 5
log_format = "json"
allow_hosts = ["127.0.0.1:8000"]
[fetch]
tries = 2
[schedules.ingest]
cron = "15 * * * *"
time_zone = "Asia/Shanghai"
[schedules.reparse]
interval_seconds = 86400
enabled = false
[serve]
keep_runs_days = 7
[alerts]
urls = ["json://127.0.0.1:9/x"]
events = ["new_value"]
"""


def at(home: Path, text: str, **variables: str) -> Any:
    home.mkdir(exist_ok=True)
    (home / "newsgauge.toml").write_text(text)
    return load_settings({"NEWSGAUGE_HOME": str(home), **variables})


def test_the_file_is_read_and_the_environment_overrides_it(tmp_path: Path) -> None:
    found = at(tmp_path, WHOLE, NEWSGAUGE_FETCH__TRIES="7", NEWSGAUGE_ALLOW_HOSTS="[::1]:80, x.example:1")
    assert (found.lock_wait_seconds, found.log_format, found.fetch.tries) == (5, "json", 7)
    assert found.allow_hosts == ("[::1]:80", "x.example:1")
    assert found.schedules["ingest"].cron == "15 * * * *"
    assert not found.schedules["reparse"].enabled
    assert (found.alerts.events, found.serve.keep_runs_days) == (("new_value",), 7)


def test_without_a_file_the_defaults_hold_and_ingest_runs_hourly(tmp_path: Path) -> None:
    found = load_settings({"NEWSGAUGE_HOME": str(tmp_path)})
    assert {name: s.interval_seconds for name, s in found.schedules.items()} == {"ingest": 3600}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("lok_wait_seconds = 5", "lok_wait_seconds"),
        ("lock_wait_seconds = 'soon'", "lock_wait_seconds"),
        ("[fetch]\ntries = 0", "fetch.tries"),
        ("[fetch]\ntires = 3", "fetch.tires"),
        ("allow_hosts = ['http://x']", "allow_hosts.0"),
        ("[schedules.ingest]\ncron = '* * *'", "schedules.ingest"),
        ("[schedules.ingest]\ncron = '* * * * *'\ninterval_seconds = 5", "schedules.ingest"),
        ("[schedules.ingest]\ninterval_seconds = 5\ntime_zone = 'Mars/Base'", "schedules.ingest.time_zone"),
        ("[schedules.nightly]\ninterval_seconds = 5", "schedules.nightly"),
        ("[alerts]\nurls = ['nosuch://x']", "alerts.urls.0"),
        ("[alerts]\nevents = ['birthday']", "alerts.events.0"),
        ("[serve]\nprefect_port = 70000", "serve.prefect_port"),
    ],
)
def test_an_error_names_the_file_and_the_key(tmp_path: Path, text: str, key: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        at(tmp_path, text)
    assert str(error.value).startswith(f"{tmp_path / 'newsgauge.toml'}: key '{key}")


def test_an_error_of_the_environment_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"^environment: key 'fetch.tries'"):
        at(tmp_path, "[fetch]\nobey_robots = true", NEWSGAUGE_FETCH__TRIES="many")
    with pytest.raises(ConfigurationError, match=r"newsgauge.toml: key 'fetch.obey_robots'"):
        at(tmp_path, "[fetch]\nobey_robots = 'perhaps'", NEWSGAUGE_FETCH__TRIES="2")


def test_a_file_that_is_no_toml_or_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"newsgauge.toml: "):
        at(tmp_path, "= 3")
    with pytest.raises(ConfigurationError, match=r"nowhere\.toml"):
        load_settings({"NEWSGAUGE_CONFIG": str(tmp_path / "nowhere.toml")})


def test_a_cron_line_that_means_nothing_is_refused_before_anything_starts() -> None:
    with pytest.raises(ConfigurationError, match=r"schedules.ingest.cron"):
        schedule_of("ingest", Schedule(cron="99 * * * *"))
    assert schedule_of("ingest", Schedule(cron="9 * * * *", enabled=False)) is None
    found = schedule_of("ingest", Schedule(cron="0 6 * * *", time_zone="Asia/Shanghai"))
    assert found is not None
    assert (found.cron, found.timezone) == ("0 6 * * *", "Asia/Shanghai")
