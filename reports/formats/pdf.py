"""The report on paper: the same page, laid out by WeasyPrint, which is an extra."""

import logging
from typing import Any, NoReturn

from reports.formats.html import PAPER, page
from reports.model import Report
from scanner.errors import OutputError


class PdfError(OutputError):
    """There is no PDF without WeasyPrint."""

    hint = "Install it with: pip install 'mcp-exposure[pdf]' (it needs Pango on the system)."


def render(report: Report) -> bytes:
    """Return `report` as a PDF; nothing is fetched for it.

    Raises:
        PdfError: WeasyPrint, or a library of the system that it needs, is missing.

    """
    weasyprint = _weasyprint()
    text = page(report, PAPER)
    # Its warnings are about properties that are for screens only.
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    written: bytes = weasyprint.HTML(string=text, url_fetcher=_refuse).write_pdf()
    return written


def _weasyprint() -> Any:
    try:
        import weasyprint  # noqa: PLC0415 - an extra, and slow to import
    except (ImportError, OSError):
        raise PdfError("a PDF report needs WeasyPrint, which is not installed") from None
    return weasyprint


def _refuse(url: str, *_: object, **__: object) -> NoReturn:
    raise ValueError(f"a report loads nothing: {url}")
