"""Nothing of the inside is ever connected to, however it is spelled; the connection goes to the judged address."""

from __future__ import annotations

import ipaddress
import socket

import httpcore
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.errors import FetchError, RefusedError
from extract.fetch import guard
from extract.fetch.address import checked, host, origin, shown
from extract.fetch.guard import AddressRefusedError, GuardedBackend, UnknownNameError, is_public, judge
from flows.demo.newsroom import Page

INSIDE = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.254", "127.0.0.1", "127.255.255.254",
    "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.0.170", "192.0.2.7", "192.31.196.1",
    "192.52.193.1", "192.88.99.1", "192.168.0.1", "192.175.48.1", "198.18.0.1", "198.19.255.255", "198.51.100.1",
    "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::127.0.0.1", "::10.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:8.8.8.8",
    "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::1", "100::1", "2001::1", "2001:2::1", "2001:10::1", "2001:db8::1",
    "2002:7f00:1::", "2002:a00:1::1", "3fff::1", "5f00::1", "fc00::1", "fd12:3456::1", "fe80::1", "fe80::1%eth0",
    "fec0::1", "ff02::1", "ff0e::1",
]  # fmt: skip
OUTSIDE = ["1.1.1.1", "8.8.8.8", "93.184.216.34", "119.29.29.29", "2606:4700:4700::1111", "2a00:1450:4001:80b::200e"]


@pytest.mark.parametrize("address", INSIDE)
def test_addresses_of_the_inside_are_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_addresses_of_the_outside_are_public(address):
    assert is_public(address)


@given(st.ip_addresses())
def test_what_python_calls_not_global_is_never_public(address):
    assert not is_public(str(address)) or address.is_global


@given(st.ip_addresses(v=4, network="127.0.0.0/8") | st.ip_addresses(v=4, network="10.0.0.0/8"))
def test_no_way_of_wrapping_an_inside_address_makes_it_public(address):
    number = int(address)
    wrapped = [
        ipaddress.IPv6Address(number),
        ipaddress.IPv6Address(0xFFFF << 32 | number),
        ipaddress.IPv6Address(0x64FF9B << 96 | number),
        ipaddress.IPv6Address(0x2002 << 112 | number << 80),
    ]
    assert not any(is_public(str(one)) for one in wrapped)


def test_a_name_with_one_inside_address_is_refused_as_a_whole():
    with pytest.raises(
        AddressRefusedError, match=r"mixed\.example leads to 10\.0\.0\.1, which is not a public address"
    ):
        judge("mixed.example", ["93.184.216.34", "10.0.0.1"])


def test_a_name_without_an_address_is_unknown():
    with pytest.raises(UnknownNameError):
        judge("nothing.example", [])


class Network:
    """Stands in for the resolver and the connection below the guard; both cannot be provoked on loopback."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, answers: list[list[str]]) -> None:
        self.answers, self.lookups, self.connected = answers, 0, list[str]()
        monkeypatch.setattr("anyio.getaddrinfo", self.getaddrinfo)
        self.refusing: set[str] = set()

    async def getaddrinfo(self, name: str, port: int, **_: object) -> list[tuple[object, ...]]:
        self.lookups += 1
        addresses = self.answers[min(self.lookups, len(self.answers)) - 1]
        if not addresses:
            raise socket.gaierror(-2, "Name or service not known")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    async def connect_tcp(self, host: str, port: int, **_: object) -> str:
        self.connected.append(host)
        if host in self.refusing:
            raise httpcore.ConnectError("refused")
        return f"connected to {host}:{port}"


async def connect(network: Network, name: str, port: int = 80, allowed: frozenset[str] = frozenset()) -> object:
    backend = GuardedBackend(allowed)
    backend._inner = network  # type: ignore[assignment]
    return await backend.connect_tcp(name, port, timeout=1.0)


async def test_a_rebinding_name_is_looked_up_once_and_connected_where_it_was_judged(monkeypatch):
    network = Network(monkeypatch, [["93.184.216.34"], ["127.0.0.1"]])
    assert await connect(network, "rebind.example") == "connected to 93.184.216.34:80"
    assert network.lookups == 1
    with pytest.raises(AddressRefusedError):
        await connect(network, "rebind.example")
    assert network.connected == ["93.184.216.34"]


async def test_a_mixed_answer_opens_no_connection(monkeypatch):
    network = Network(monkeypatch, [["93.184.216.34", "::1"]])
    with pytest.raises(AddressRefusedError):
        await connect(network, "mixed.example")
    assert network.connected == []


async def test_the_next_address_is_tried_when_the_first_is_down(monkeypatch):
    network = Network(monkeypatch, [["93.184.216.34", "1.1.1.1"]])
    network.refusing = {"93.184.216.34"}
    assert await connect(network, "two.example") == "connected to 1.1.1.1:80"
    network.refusing |= {"1.1.1.1"}
    with pytest.raises(httpcore.ConnectError, match="refused"):
        await connect(network, "two.example")


async def test_an_unknown_name_says_so(monkeypatch):
    with pytest.raises(UnknownNameError, match=r"gone\.example cannot be resolved"):
        await connect(Network(monkeypatch, [[]]), "gone.example")


@pytest.mark.parametrize(
    ("name", "port", "is_allowed"),
    [
        ("fault.example", 8080, True),
        ("FAULT.example".lower(), 8080, True),
        ("fault.example", 8081, False),
        ("other.example", 8080, False),
        ("127.0.0.1", 8080, False),
    ],
)
async def test_an_exception_is_for_exactly_one_host_and_port(monkeypatch, name, port, is_allowed):
    network = Network(monkeypatch, [["127.0.0.1"]])
    allowed = frozenset({"Fault.example:8080"})
    if is_allowed:
        assert await connect(network, name, port, allowed) == f"connected to 127.0.0.1:{port}"
        return
    with pytest.raises(AddressRefusedError):
        await connect(network, name, port, allowed)


async def test_a_socket_file_is_refused():
    with pytest.raises(AddressRefusedError):
        await GuardedBackend(frozenset()).connect_unix_socket("/run/secret.sock")


# The guard in its place: real requests to this machine's own addresses.


@pytest.mark.parametrize(
    "spelling",
    [
        "127.0.0.1", "localhost", "LOCALHOST", "localhost.", "127.1", "2130706433", "0x7f000001", "0x7f.1",
        "0.0.0.0", "127。0。0。1", "１２７.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "[::]",
        "[64:ff9b::7f00:1]",
    ],
)  # fmt: skip
async def test_no_spelling_reaches_a_listener_of_this_machine(fetching, canary, spelling):
    async with fetching() as fetcher:
        with pytest.raises(FetchError):
            await fetcher.get(f"http://{spelling}:{canary.port}/")
    assert canary.hits == 0


async def test_a_redirect_into_the_inside_is_refused_and_named(fetching, newsroom, canary):
    for number, target in enumerate(
        (f"http://127.0.0.1:{canary.port}/x", f"//localhost:{canary.port}/", "http://10.0.0.1/")
    ):
        newsroom.pages[f"/r{number}"] = Page(b"", "text/html", 302, {"Location": target})
    async with fetching() as fetcher:
        for number in range(3):
            with pytest.raises(RefusedError, match=r"not a public address.*redirected to") as caught:
                await fetcher.get(f"{newsroom.url}/r{number}", source_id="paper")
            assert caught.value.url == f"{newsroom.url}/r{number}"
            assert caught.value.source_id == "paper"
    assert canary.hits == 0


async def test_a_proxy_of_the_environment_is_not_used(fetching, newsroom, canary, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{canary.port}")
    async with fetching() as fetcher:
        assert (await fetcher.get(f"{newsroom.url}/feed.rss")).status == 200
    assert canary.hits == 0


def test_the_pool_below_httpx_is_the_guarded_one():
    transport = guard.guarded_transport(frozenset())
    assert isinstance(transport._pool, httpcore.AsyncConnectionPool)
    assert isinstance(transport._pool._network_backend, GuardedBackend)


# Addresses as text.


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://p.example/", "gopher://p.example/", "javascript:alert(1)", "data:text/html,x",
        "//p.example/", "p.example", "", "http://", "http:///x", "http://user:pass@p.example/", "http://p.example\\@x/",
        "http://p.example/a b", "http://p.example/\r\nX: y", "http://p.example:99999/", "http://p.example:x/",
        "http://[::1", "http://-p.example/", "http://p..example/", "http://" + "a" * 64 + ".example/",
        "http://p.example/" + "a" * 2048, "http://p.example/\x00", "http://%31%32%37.0.0.1/",
    ],
)  # fmt: skip
def test_addresses_that_are_never_asked_for(url):
    with pytest.raises(RefusedError):
        checked(url)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTP://P.Example", "http://p.example/"),
        ("http://p.example:80/x#part", "http://p.example/x"),
        ("https://p.example:443/?a=1", "https://p.example/?a=1"),
        ("https://p.example:80/", "https://p.example:80/"),
        ("http://新闻.example/路径", "http://xn--efvy88h.example/路径"),
        ("http://p.example./", "http://p.example/"),
        ("http://[2606:4700::1]:8080/", "http://[2606:4700::1]:8080/"),
    ],
)
def test_an_address_has_one_form(url, expected):
    assert checked(url) == expected
    assert checked(expected) == expected
    assert origin(expected) + "/" in expected + "/"
    assert host(expected) in expected


url_text = st.builds(
    "{}://{}{}/{}?{}#{}".format,
    st.sampled_from(["http", "https", "HTTP"]),
    st.from_regex(r"[a-zA-Z0-9]([a-zA-Z0-9-]{0,10}[a-zA-Z0-9])?(\.[a-z]{2,6}){1,2}", fullmatch=True),
    st.sampled_from(["", ":80", ":443", ":8080"]),
    st.text(max_size=20),
    st.text(max_size=20),
    st.text(max_size=10),
)


@given(url_text | st.text(max_size=60))
def test_checking_twice_changes_nothing(url):
    try:
        once = checked(url)
    except RefusedError:
        return
    assert checked(once) == once
    assert once.startswith(("http://", "https://"))
    assert "#" not in once
    assert once.isprintable() or not url.isprintable()


@given(st.text(max_size=400))
def test_what_is_shown_is_one_line(url):
    assert "\n" not in shown(url)
    assert "\x1b" not in shown(url)
    assert len(shown(url)) <= 300


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://me:secret@p.example/x", "https://p.example/x"),
        ("https://p.example/feed?key=abc&n=2", "https://p.example/feed?key=***&n=2"),
        ("https://p.example/?access_token=abc#x", "https://p.example/?access_token=***#x"),
        ("https://p.example/?q=tokens", "https://p.example/?q=tokens"),
    ],
)
def test_secrets_are_not_shown(url, expected):
    assert shown(url) == expected
