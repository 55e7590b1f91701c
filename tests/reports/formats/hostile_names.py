"""Names that attack whoever shows them, and a report in which everything is called so."""

from dataclasses import replace
from typing import Final

from reports import model
from reports.model import EvidenceRequest, Exposure, Owner, Report
from scanner.model import Skipped
from tests.reports.formats.pages import lifetime, place, record, report

NAMES: Final = (
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1",
    "\r=1",
    "\uff1d1",
    '"=1',
    "line\n::set-output name=a::b",
    "::error::x",
    "##[group]x",
    "a ##vso[task.setvariable]b",
    "##teamcity[x]",
    "\x1b[2J\x1b]0;title\x07",
    "\x9b31m",
    "safe\u202egnp.exe\u2066\u200b\ufeff",
    "a\u2028b\u2029c\x85d",
    "\udc80\ud800",
    "[text](javascript:alert(1))",
    "![image](https://evil.example/x.png)",
    "<img src=x onerror=alert(1)>",
    "</code><script>alert(1)</script>",
    "<https://evil.example>",
    "https://evil.example/www.evil.example",
    "@everyone #1 !2 $3 ~4 owner/name#5",
    "`tick` ``two`` ```",
    "`",
    "\\",
    "ends with \\",
    "| a | b |",
    "# heading",
    "a\n# heading\n\n* item",
    "&lt;b&gt;",
    "{{ 7 * 7 }} {0} %s ${x}",
    "../../etc/passwd",
    "//host/share",
    "javascript:alert(1)",
    "C:\\windows\\x",
    "'; DROP TABLE findings; --",
    " ",
    "x" * 5000,
)


def attacked(names: tuple[str, ...] = NAMES) -> Report:
    """Return a report in which repositories, paths, servers, reasons, owners … are called so."""
    records = tuple(
        record(
            name,
            place(name, name, name, path=name, repository=name, pointer=name, name=name,
                  client=name, lifetime=replace(life, refs=(name,))),
            preview=name, rotate=name, claims=((name, name),), evidence=(name,),
        )
        for name in names
        for life in (lifetime("2025-03-04"), lifetime("2024-03-04", "2024-05-06"))
    )  # fmt: skip
    skipped = tuple(Skipped(name, name, name) for name in names)
    found = report(model.Overall.EXPOSED, *records, skipped=skipped)
    requests = tuple(EvidenceRequest(*[name] * 8) for name in names)
    return replace(
        found,
        exposures=tuple(map(_named, found.exposures)),
        requests=requests,
        scan=replace(found.scan, targets=names, version=names[0]),
    )


def _named(row: Exposure) -> Exposure:
    name = row.server
    checks = tuple(replace(check, reason=name, accepted=name, title=name) for check in row.checks)
    return replace(row, checks=checks, owner=Owner(name, name))
