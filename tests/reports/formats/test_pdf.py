import sys
from dataclasses import replace

import pypdfium2
import pytest
import weasyprint

from reports.formats import pdf
from reports.formats.pdf import PdfError, render
from tests.reports.formats import pages


def text(octets: bytes) -> str:
    document = pypdfium2.PdfDocument(octets)
    found = "".join(page.get_textpage().get_text_range() for page in document)
    return "".join(found.split()).replace("\ufffe", "")


def test_verdict_assurance_and_what_was_not_scanned_are_on_paper() -> None:
    told = text(render(pages.incomplete()))

    for said in ("Incomplete", "Static reading of the listed files", "Whether any",
                 "shallow"):  # fmt: skip
        assert "".join(said.split()) in told


def test_the_same_report_gives_the_same_file() -> None:
    assert render(pages.incomplete()) == render(pages.incomplete())


def test_hostile_names_fetch_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(pdf, "_refuse", lambda url, *_, **__: asked.append(url))

    clean = pages.clean()
    named = replace(clean, scan=replace(clean.scan, targets=pages.HOSTILE[:2]))

    assert "window.pwned" in text(render(named))
    assert asked == []


def test_what_a_page_asked_for_would_be_refused() -> None:
    with pytest.raises(ValueError, match="loads nothing"):
        pdf._refuse("https://example.com/a.png")  # noqa: SLF001 - the guard itself


def test_without_weasyprint_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, weasyprint.__name__, None)

    with pytest.raises(PdfError) as refused:
        render(pages.clean())

    assert "mcp-exposure[pdf]" in refused.value.hint
