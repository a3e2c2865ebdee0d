"""Make the pictures of the README anew: the report, the terminal's trend, the Prefect page of a run.

Run `python docs/pictures/make.py` in a clone with the development requirements and a Chromium. It runs `newsgauge demo`
against a Prefect server of its own in a temporary folder, and takes about a minute. Nothing is drawn by hand.
"""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from playwright.sync_api import Browser, sync_playwright
from rich.console import Console
from rich.text import Text

PICTURES = Path(__file__).resolve().parent
sys.path.insert(0, str(PICTURES.parents[1]))

from flows.prefect_api import prefect_api, prepare_environment  # noqa: E402 - the clone's, not an installed one
from tests.browser import MISSING, SWITCHES, browser_path  # noqa: E402

SIZES = {1440: 2080, 390: 1560}
"""Width to height of the report's pictures, in pixels."""
DRAWN_MILLISECONDS = 3000
"""What charts and the run's graph, which give no sign when they are done, take to be drawn."""
TREND = ("trend", "wechat", "monthly_active_users")
TREND_COLUMNS = 100
# Rich's own frame fetches a font from the network; the reader's monospace serves as well.
FRAME = """<svg class="{unique_id}" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font: {char_height}px/{line_height}px ui-monospace, Menlo, "DejaVu Sans Mono", monospace; }}
.{unique_id}-title {{ font: bold 18px system-ui, sans-serif; }}
{styles}
</style>
<defs><clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/></clipPath>{lines}</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">{backgrounds}
<g class="{unique_id}-matrix">{matrix}</g></g>
</svg>
"""


def newsgauge(home: Path, *arguments: str) -> list[str]:
    """The command line of this clone."""
    return [sys.executable, "-m", "flows", "--home", str(home), *arguments]


def as_seen_in_a_terminal(command: list[str]) -> str:
    """What a command prints when it writes to a terminal, colours and all."""
    reader, writer = pty.openpty()
    environment = {**os.environ, "COLUMNS": str(TREND_COLUMNS), "TERM": "xterm-256color", "NO_COLOR": ""}
    with subprocess.Popen(  # noqa: S603 - our own interpreter and module
        command, stdout=writer, stderr=subprocess.DEVNULL, env=environment
    ) as running:
        os.close(writer)
        printed = bytearray()
        try:
            while part := os.read(reader, 65536):
                printed += part
        except OSError:
            pass  # the terminal's end: Linux says EIO where others say end of file
        os.close(reader)
    if running.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {running.returncode}")
    return printed.decode().replace("\r\n", "\n")


def picture_trend(home: Path) -> None:
    """The terminal's trend as SVG."""
    text = Text.from_ansi(as_seen_in_a_terminal(newsgauge(home, *TREND)))
    console = Console(record=True, width=TREND_COLUMNS, file=io.StringIO())
    console.print(Text(f"$ newsgauge {' '.join(TREND)}", style="bold"))
    console.print(text)
    svg = console.export_svg(title="newsgauge trend", code_format=FRAME, unique_id="trend")
    (PICTURES / "trend.svg").write_text(svg, encoding="utf-8")


def picture_report(browser: Browser, report: Path) -> None:
    """The report on a desk and on a phone, by day and by night."""
    for width, height in SIZES.items():
        for scheme in ("light", "dark"):
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme, locale="en-GB")
            page.goto(report.as_uri())
            page.wait_for_selector("html[data-ready]", state="attached")
            page.wait_for_timeout(DRAWN_MILLISECONDS)
            page.screenshot(path=PICTURES / f"report-{width}-{scheme}.png")
            page.close()


def picture_run(browser: Browser, api: str) -> None:
    """The Prefect page of the newest run."""
    run = (
        httpx.post(f"{api}/flow_runs/filter", json={"sort": "START_TIME_DESC", "limit": 1}).raise_for_status().json()[0]
    )
    page = browser.new_page(viewport={"width": 1440, "height": 1000}, color_scheme="light")
    page.goto(f"{api.removesuffix('/api')}/runs/flow-run/{run['id']}")
    page.get_by_text(run["name"]).first.wait_for()
    page.get_by_text("Finished in state").first.wait_for()
    page.wait_for_timeout(DRAWN_MILLISECONDS)
    page.screenshot(path=PICTURES / "run.png")
    page.close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """A running Chromium."""
    with sync_playwright() as playwright:
        path = browser_path(playwright)
        if path is None:
            raise SystemExit(MISSING)
        running = playwright.chromium.launch(executable_path=path, args=list(SWITCHES))
        yield running
        running.close()


def main() -> None:
    """Make every picture."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        prefect_home = home / "prefect"
        prefect_home.mkdir()
        prepare_environment(prefect_home)
        with prefect_api(prefect_home) as api:
            demo = newsgauge(home, "demo", "--port", "8933")
            subprocess.run(demo, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own interpreter and module
            with chromium() as browser:
                picture_run(browser, api)
                picture_report(browser, home / "report.html")
        picture_trend(home)


if __name__ == "__main__":
    main()
