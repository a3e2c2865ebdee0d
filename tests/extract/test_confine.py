"""A call that never comes back, eats memory or dies costs one error; the next call goes on."""

from __future__ import annotations

import asyncio
import ctypes
import os
import time

import pytest

from extract.confine import Confined
from extract.errors import ParseError


def double(number: int) -> int:
    return 2 * number


def sleep(seconds: float) -> None:
    time.sleep(seconds)


def fill(megabytes: int) -> int:
    return len(bytearray(megabytes * 1024 * 1024))


def fail(kind: str) -> None:
    if kind == "deliberate":
        raise ParseError("not a feed", source_id="paper", url="http://p.example/")
    raise RuntimeError("by accident")


def crash() -> None:
    ctypes.string_at(0)


def process_id() -> int:
    return os.getpid()


def test_a_call_gives_its_value_from_another_process():
    with Confined() as confined:
        assert confined.call(double, 21) == 42
        assert confined.call(process_id) != os.getpid()
        assert confined.call(process_id) == confined.call(process_id)


@pytest.mark.parametrize(
    ("function", "argument", "reason"),
    [
        (sleep, 60.0, "more than 0.5 s"),
        (fill, 400, "more than 100 MB"),
        (fail, "by accident", "RuntimeError: by accident"),
    ],
)
def test_what_breaks_the_limits_is_one_error_and_the_next_call_goes_on(function, argument, reason):
    with Confined(seconds=0.5, megabytes=100) as confined:
        with pytest.raises(ParseError, match=reason):
            confined.call(function, argument)
        assert confined.call(double, 1) == 2


def test_a_crash_in_c_code_is_one_error():
    with Confined(seconds=5, megabytes=100) as confined:
        with pytest.raises(ParseError, match="more than"):
            confined.call(crash)
        assert confined.call(double, 1) == 2


def test_a_deliberate_error_comes_back_with_its_source_and_address():
    with Confined() as confined, pytest.raises(ParseError, match="not a feed") as caught:
        confined.call(fail, "deliberate")
    assert (caught.value.source_id, caught.value.url) == ("paper", "http://p.example/")


async def test_an_event_loop_goes_on_and_calls_do_not_mix():
    with Confined() as confined:
        assert await asyncio.gather(*(confined.acall(double, n) for n in range(20))) == [2 * n for n in range(20)]
