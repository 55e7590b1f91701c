"""A page in a real browser."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Literal

from playwright.sync_api import Browser, Page, ViewportSize

from reports.formats.html import render
from reports.model import Report

WIDE: Final = ViewportSize(width=1400, height=900)


@contextmanager
def opened(  # noqa: PLR0913 - one for each thing that differs between readers
    browser: Browser,
    path: Path,
    screen: ViewportSize = WIDE,
    scheme: Literal["light", "dark"] = "light",
    *,
    fragment: str = "",
    scripts: bool = True,
) -> Iterator[Page]:
    context = browser.new_context(viewport=screen, color_scheme=scheme, java_script_enabled=scripts)
    page = context.new_page()
    page.goto(f"{path.as_uri()}{fragment}")
    yield page
    context.close()


def written(sample: Callable[[], Report], folder: Path) -> Path:
    path = folder / f"{sample.__name__}.html"
    path.write_text(render(sample()), encoding="utf-8")
    return path
