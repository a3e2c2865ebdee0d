"""The catalogue: defaults that are sound, and one clear line for every mistake in a sources file."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.catalog.sources import load_sources
from extract.discover import KINDS
from extract.errors import ConfigurationError
from extract.fetch.address import checked

GOOD = 'id = "paper"\nkind = "feed"\nname = "Paper"\nurl = "https://p.example/feed"\n'


def write(folder: Path, text: str) -> Path:
    path = folder / "sources.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_defaults_are_fifteen_to_twenty_five_in_both_languages_with_evidence():
    sources = load_sources()
    polled = [s for s in sources if s.enabled]
    assert 15 <= len(polled) + sum(bool(s.options.get("history_only")) for s in sources) <= 25
    assert sum(s.language == "zh" for s in polled) >= 5
    assert sum(s.language == "en" for s in polled) >= 5
    assert [s.id for s in polled if s.official] == ["tencent_results"]
    assert all(s.options.get("evidence") for s in sources)
    assert {s.kind for s in sources} <= set(KINDS)


def test_every_default_address_may_be_asked_for():
    for source in load_sources():
        assert checked(source.url)


def test_a_source_is_one_entry(tmp_path):
    (source,) = load_sources(write(tmp_path, f"[[source]]\n{GOOD}"))
    assert (source.id, source.kind, source.url) == ("paper", "feed", "https://p.example/feed")
    assert (source.poll_seconds, source.enabled, source.time_zone) == (3600, True, "UTC")


def test_the_keys_of_each_kind_reach_the_source(tmp_path):
    text = """
[[source]]
id = "results-page.1"
kind = "listing"
name = "Results"
url = "http://127.0.0.1:8080/list"
language = "zh-CN"
official = true
poll = "30m"
reach = 2004-06-16
time_zone = "Asia/Shanghai"
stale_after_days = 120
host_filter = ["p.example"]
listing.link = "a.go[href]"
listing.next = "a[rel=next]"
listing.pages = 3

[[source]]
id = "gdelt"
kind = "gdelt"
name = "GDELT"
url = "https://api.example/doc"
query = "WeChat"
enabled = false

[[source]]
id = "folder"
kind = "files"
name = "A folder"
url = "~/reports"
"""
    listing, gdelt, folder = load_sources(write(tmp_path, text))
    assert listing.options["listing"] == {"link": "a.go[href]", "next": "a[rel=next]", "pages": 3}
    assert (listing.poll_seconds, str(listing.reach), listing.official) == (1800, "2004-06-16", True)
    assert gdelt.options == {"query": "WeChat"}
    assert not gdelt.enabled
    assert folder.url == "~/reports"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ('colour = "red"', "key 'colour': not known; known are id, kind, name, url"),
        ('kind = "rss"', "Cannot overwrite a value"),
        ('poll = "often"', "key 'poll': wants a number and m, h or d, such as '30m'"),
        ('poll = "0m"', "key 'poll': wants a number"),
        ('time_zone = "China"', "key 'time_zone': 'China' is not a time zone"),
        ('language = "Chinese"', "key 'language'"),
        ("stale_after_days = 0", "key 'stale_after_days'"),
        ('reach = "long ago"', "key 'reach'"),
        ("enabled = 3", "key 'enabled'"),
        ('query = "x"', "query: not a key of a feed source"),
        ('listing.link = "a"', "listing: not a key of a feed source"),
        ("host_filter = 3", "key 'host_filter'"),
    ],
)
def test_a_wrong_key_is_named(tmp_path, change, message):
    path = write(tmp_path, f"[[source]]\n{GOOD}{change}\n")
    with pytest.raises(ConfigurationError) as caught:
        load_sources(path)
    assert message in str(caught.value)
    assert str(caught.value).startswith(str(path))
    if "overwrite" not in message:
        assert "source 'paper'" in str(caught.value)


@pytest.mark.parametrize(
    ("line", "replaced_by", "message"),
    [
        ('id = "paper"\n', "", "source 'number 1': key 'id': is missing"),
        ('"paper"', '"two words"', "key 'id'"),
        ('"paper"', '"hand"', "key 'id': 'hand' is a name of the program's own"),
        ('"feed"', '"rss"', "key 'kind': Input should be 'feed', 'sitemap', 'listing'"),
        ('"https://p.example/feed"', '"p.example/feed"', "url: wants http:// or https://"),
        ('"https://p.example/feed"', '"ftp://p.example/"', "url: only http and https are asked for, not 'ftp'"),
        ('"https://p.example/feed"', '"file:///etc/passwd"', "url: only http and https are asked for, not 'file'"),
        ('"https://p.example/feed"', '"https://me:secret@p.example/"', "url: address with credentials"),
        ('"https://p.example/feed"', '"https://p.example/a b"', "url: address with blanks"),
        ('kind = "feed"', 'kind = "listing"\nlisting.link = "a["', "key 'listing.link': 'a[' is not a CSS selector"),
        ('kind = "feed"', 'kind = "listing"\nlisting.lnk = "a"', "key 'listing.lnk': not known; known are link, item"),
        ('kind = "feed"', 'kind = "listing"\nlisting.pages = 0', "key 'listing.pages'"),
    ],
)
def test_a_wrong_value_is_named(tmp_path, line, replaced_by, message):
    with pytest.raises(ConfigurationError) as caught:
        load_sources(write(tmp_path, f"[[source]]\n{GOOD}".replace(line, replaced_by)))
    assert message in str(caught.value)
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no [[source]] in it"),
        ("source = 3", "no [[source]] in it"),
        ("[[sources]]\nid = 'x'", "key 'sources': not known; sources are [[source]] tables"),
        ("[[source]\n", "Expected"),
        (f"[[source]]\n{GOOD}[[source]]\n{GOOD}", "source 'paper' is there twice"),
    ],
)
def test_a_wrong_file_is_one_line(tmp_path, text, message):
    with pytest.raises(ConfigurationError) as caught:
        load_sources(write(tmp_path, text))
    assert message in str(caught.value)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ConfigurationError, match=r"none\.toml"):
        load_sources(tmp_path / "none.toml")
