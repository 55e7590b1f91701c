from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, ViewportSize

from reports.model import Report
from tests.reports.formats import pages
from tests.reports.formats.browsing import opened, written
from tests.reports.formats.pages_reviewed import reviewed, reviewed_by_attackers

SAMPLES: tuple[Callable[[], Report], ...] = (
    pages.rich,
    pages.clean,
    pages.incomplete,
    reviewed,
    reviewed_by_attackers,
)
SCREENS = tuple(
    ViewportSize(width=width, height=height)
    for width, height in ((360, 640), (768, 1024), (1400, 900))
)

CONTRASTS = """() => {
  const probe = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const rgb = color => {
    probe.clearRect(0, 0, 1, 1);
    probe.fillStyle = color;
    probe.fillRect(0, 0, 1, 1);
    return [...probe.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => [r, g, b].map(c => c / 255)
    .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = e => {
    for (; e; e = e.parentElement) {
      const color = rgb(getComputedStyle(e).backgroundColor);
      if (color[3] === 255) return color;
    }
    return [255, 255, 255];
  };
  const poor = [];
  for (const e of document.querySelectorAll("body *")) {
    const own = [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
    if (!own || e.closest("svg")) continue;
    const [a, b] = [light(rgb(getComputedStyle(e).color)), light(behind(e))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) poor.push(`${e.tagName} ${e.className} ${ratio.toFixed(2)}`);
  }
  return [...new Set(poor)];
}"""


@pytest.fixture(scope="module", params=SAMPLES, ids=lambda sample: sample.__name__)
def sample(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(request.param, tmp_path_factory.mktemp("pages"))


def test_the_page_loads_nothing_and_has_no_complaint(browser: Browser, sample: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    requests: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(sample.as_uri(), wait_until="networkidle")

    assert requests == [sample.as_uri()]
    assert complaints == []
    context.close()


def test_every_link_in_the_page_leads_somewhere(browser: Browser, sample: Path) -> None:
    with opened(browser, sample) as page:
        lost = page.evaluate(
            "() => [...document.querySelectorAll('a[href^=\"#\"]')]"
            ".map(a => a.getAttribute('href').slice(1).split('?')[0])"
            ".filter(id => !document.getElementById(id))"
        )
        links = page.locator('a[href^="#"]').count()

    assert lost == []
    assert links > 5


def test_no_id_is_given_twice(browser: Browser, sample: Path) -> None:
    with opened(browser, sample) as page:
        ids = page.evaluate("() => [...document.querySelectorAll('[id]')].map(e => e.id)")

    assert len(ids) == len(set(ids))


def test_every_link_out_sends_no_referrer(browser: Browser, sample: Path) -> None:
    with opened(browser, sample) as page:
        careless = page.locator('a:not([href^="#"]):not([rel~="noreferrer"])').count()
        schemes = page.evaluate("() => [...document.links].map(a => a.protocol)")

    assert careless == 0
    assert set(schemes) <= {"file:", "https:"}


def test_headings_start_at_one_and_skip_no_level(browser: Browser, sample: Path) -> None:
    with opened(browser, sample) as page:
        levels = page.evaluate(
            "() => [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => +h.tagName[1])"
        )

    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_table_has_a_caption_and_every_heading_cell_a_scope(
    browser: Browser, sample: Path
) -> None:
    with opened(browser, sample) as page:
        assert page.locator("table:not(:has(caption))").count() == 0
        assert page.locator("th:not([scope])").count() == 0


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: str(screen["width"]))
def test_the_page_fits_the_screen_and_opens_with_its_verdict(
    browser: Browser, sample: Path, screen: ViewportSize
) -> None:
    with opened(browser, sample, screen) as page:
        page.evaluate("() => document.querySelectorAll('details').forEach(d => d.open = true)")
        width = page.evaluate("() => document.documentElement.scrollWidth")
        verdict = page.locator("#verdict-title").bounding_box()

    assert width <= screen["width"]
    assert verdict is not None
    assert verdict["y"] >= 0
    assert verdict["y"] + verdict["height"] <= screen["height"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read_against_its_background(
    browser: Browser, sample: Path, scheme: Literal["light", "dark"]
) -> None:
    with opened(browser, sample, scheme=scheme) as page:
        assert page.evaluate(CONTRASTS) == []


def test_the_dark_page_is_dark(browser: Browser, sample: Path) -> None:
    background = "() => getComputedStyle(document.body).backgroundColor"
    with opened(browser, sample) as light, opened(browser, sample, scheme="dark") as dark:
        assert light.evaluate(background) != dark.evaluate(background)


def test_print_shows_what_the_screen_folds_away(browser: Browser, sample: Path) -> None:
    with opened(browser, sample) as page:
        page.emulate_media(media="print")
        # Chromium applies `content-visibility` with the next frame, not at once.
        page.wait_for_function(
            "() => [...document.querySelectorAll('details > :not(summary)')]"
            ".every(e => e.checkVisibility({contentVisibilityAuto: true}))"
        )

        assert page.pdf().startswith(b"%PDF-")


def test_the_keyboard_reaches_the_skip_link_first_and_shows_it(
    browser: Browser, sample: Path
) -> None:
    with opened(browser, sample) as page:
        page.keyboard.press("Tab")

        assert page.evaluate("() => document.activeElement.className") == "skip"
        box = page.locator(".skip").bounding_box()
        assert box is not None
        assert box["x"] >= 0


def test_hostile_names_are_shown_as_text_and_run_nothing(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, written(pages.hostile, tmp_path)) as page:
        text = page.locator("#coverage").inner_text()
        title = page.title()

        assert page.evaluate("() => typeof window.pwned") == "undefined"
        assert page.locator("script").count() == 1
        assert page.locator("img, iframe, object, embed, link, base, form").count() == 0
        assert page.locator("[style], [src], [srcset], [onerror], [onclick]").count() == 0
        assert "<script>window.pwned = 1</script>" in text
        assert '"><img src=x onerror="window.pwned = 1">' in text
        assert r"safe\u202egnp.exe\u2066\u200b\u200d\ufeff" in text
        assert title.endswith("<script>window.pwned = 1</script>")


def test_a_link_into_a_folded_part_unfolds_it(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, written(pages.rich, tmp_path)) as page:
        page.evaluate("() => document.querySelectorAll('details').forEach(d => d.open = false)")
        page.locator("#exposures svg a").first.click()

        assert page.locator("details.item:target > .tests").is_visible()
