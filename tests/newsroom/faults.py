"""Broken answers, written to the socket byte by byte; a fault's name is its path below /fault/."""

from __future__ import annotations

import gzip
import os
import socket
import struct
import time
import zlib
from collections.abc import Callable
from functools import partial
from typing import BinaryIO

from flows.demo.newsroom import Newsroom, Page

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
TEXT = b"<html><body><p>Weixin had 1 billion users.</p></body></html>"
MEBIBYTE = 1024 * 1024
Raw = Callable[[BinaryIO], None]


def write(out: BinaryIO, *parts: bytes) -> None:
    """Write and send at once."""
    for part in parts:
        out.write(part)
        out.flush()


def whole(out: BinaryIO, headers: bytes, body: bytes) -> None:
    """An answer with its length."""
    write(out, HEAD, headers, b"Content-Length: %d\r\n\r\n" % len(body), body)


def drip(out: BinaryIO, *, head: bytes = HEAD + b"Content-Length: 1000000\r\n\r\n", every: float = 0.1) -> None:
    """A byte now and then, for ever: no single read takes long."""
    write(out, head)
    while True:
        write(out, b"a")
        time.sleep(every)


def stall(out: BinaryIO, *, head: bytes = b"", seconds: float = 20.0) -> None:
    """Nothing at all, for longer than anyone waits."""
    write(out, head)
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        time.sleep(0.1)
        write(out, b"")


def endless(out: BinaryIO, *, chunked: bool) -> None:
    """As much as is taken."""
    write(out, HEAD, b"Transfer-Encoding: chunked\r\n\r\n" if chunked else b"\r\n")
    block = b"x" * 65536
    while True:
        write(out, b"%x\r\n%s\r\n" % (len(block), block) if chunked else block)


def bomb(out: BinaryIO, *, megabytes: int = 10240) -> None:
    """Zeros, packed a thousand to one, streamed."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    write(out, HEAD, b"Content-Encoding: gzip\r\n\r\n")
    block = bytes(MEBIBYTE)
    for _ in range(megabytes):
        write(out, packer.compress(block))


def reset(out: BinaryIO) -> None:
    """Half a body, then a reset connection."""
    write(out, HEAD, b"Content-Length: 500\r\n\r\n", TEXT)
    raw = socket.socket(fileno=os.dup(out.fileno()))
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    raw.close()


def chunks(out: BinaryIO, *parts: bytes) -> None:
    """A chunked answer made of these raw parts."""
    write(out, HEAD, b"Transfer-Encoding: chunked\r\n\r\n", *parts)


def gzipped(out: BinaryIO, change: Callable[[bytes], bytes]) -> None:
    """A gzip answer, changed, with a length that is true of what is sent."""
    whole(out, b"Content-Encoding: gzip\r\n", change(gzip.compress(TEXT)))


def flipped(data: bytes) -> bytes:
    """The checksum made wrong."""
    return data[:-6] + bytes([data[-6] ^ 0xFF]) + data[-5:]


RAW: dict[str, Raw] = {
    "drip": drip,
    "drip-headers": partial(drip, head=b"HTTP/1.1 200 OK\r\nX-Slow: "),
    "stall-headers": stall,
    "stall-body": partial(stall, head=HEAD + b"Content-Length: 100\r\n\r\nabc"),
    "endless": partial(endless, chunked=False),
    "endless-chunked": partial(endless, chunked=True),
    "gzip-bomb": bomb,
    "large": lambda out: whole(out, b"", b"a" * (16 * MEBIBYTE)),
    "large-by-length": lambda out: write(out, HEAD, b"Content-Length: 52428800\r\n\r\n", b"a"),
    "gzip-twice": lambda out: whole(out, b"Content-Encoding: gzip, gzip\r\n", gzip.compress(gzip.compress(TEXT))),
    "cut-gzip": lambda out: gzipped(out, lambda data: data[:-20]),
    "gzip-crc": lambda out: gzipped(out, flipped),
    "bad-gzip": lambda out: whole(out, b"Content-Encoding: gzip\r\n", TEXT),
    "unknown-encoding": lambda out: whole(out, b"Content-Encoding: br\r\n", TEXT),
    "short": lambda out: write(out, HEAD, b"Content-Length: 500\r\n\r\n", TEXT),
    "chunk-cut": lambda out: chunks(out, b"%x\r\n%s\r\n" % (len(TEXT), TEXT)),
    "chunk-garbage": lambda out: chunks(out, b"zz\r\n", TEXT),
    "chunk-huge": lambda out: chunks(out, b"ffffffffffffffffffff\r\n", TEXT),
    "chunk-ext": lambda out: chunks(out, b"5;" + b"x" * (2 * MEBIBYTE) + b"\r\nabcde\r\n0\r\n\r\n"),
    "reset": reset,
    "empty-reply": lambda out: None,
    "zero-bytes": lambda out: whole(out, b"", b""),
    "two-lengths": lambda out: write(out, HEAD, b"Content-Length: 5\r\nContent-Length: 9\r\n\r\n", b"123456789"),
    "negative-length": lambda out: write(out, HEAD, b"Content-Length: -5\r\n\r\n", TEXT),
    "bad-status": lambda out: write(out, b"HTTP/1.1 abc OK\r\n\r\n", TEXT),
    "not-http": lambda out: write(out, b"SSH-2.0-OpenSSH_9\r\n"),
    "huge-header": lambda out: write(out, HEAD, b"X-Big: ", b"a" * MEBIBYTE, b"\r\n\r\n", TEXT),
    "many-headers": lambda out: write(out, HEAD, b"".join(b"X-%d: a\r\n" % n for n in range(5000)), b"\r\n", TEXT),
    "interim-flood": lambda out: write(out, *[b"HTTP/1.1 100 Continue\r\n\r\n" * 50] * 100),
    "no-location": lambda out: write(out, b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n"),
    "unasked-304": lambda out: write(out, b"HTTP/1.1 304 Not Modified\r\n\r\n"),
}
STATUS = {f"status-{code}": code for code in (400, 401, 403, 404, 410, 418, 451, 500, 502, 503, 504)}


def add_faults(newsroom: Newsroom) -> dict[str, str]:
    """Serve every fault; returns name to address."""
    for name, raw in RAW.items():
        newsroom.pages[f"/fault/{name}"] = Page(b"", "", raw=raw)
    for name, code in STATUS.items():
        newsroom.pages[f"/fault/{name}"] = Page(b"no", "text/plain", code)
    redirects = {
        "redirect-loop": "/fault/redirect-loop",
        "redirect-inside": "http://169.254.169.254/latest/meta-data",
        "redirect-localhost": "http://localhost:9/",
        "redirect-file": "file:///etc/passwd",
        "redirect-script": "javascript:alert(1)",
        "redirect-credentials": "http://me:secret@127.0.0.1/",
        "redirect-garbage": "http://[::1",
    }
    for name, target in redirects.items():
        newsroom.pages[f"/fault/{name}"] = Page(b"", "text/html", 302, {"Location": target})
    for number in range(9):
        name = "redirect-chain" if number == 0 else f"redirect-chain-{number}"
        target = f"/fault/redirect-chain-{number + 1}"
        newsroom.pages[f"/fault/{name}"] = Page(b"", "text/html", 302, {"Location": target})
    names = [*RAW, *STATUS, *redirects, "redirect-chain"]
    return {name: f"{newsroom.url}/fault/{name}" for name in names}
