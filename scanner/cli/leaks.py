"""The last look at all that is to be written: no secret of the scan may stand in it."""

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from detectors.secret import FingerprintKey
    from reports.model import Report
    from scanner.cli.outputs import Rendered
    from scanner.model import UnitResult

_MOST = 15
_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Found:
    """What an audit found, and the key that all fingerprints in it are of."""

    report: "Report"
    results: "list[UnitResult]"
    key: "FingerprintKey"


def refuse_leaks(found: Found, made: "Sequence[Rendered]", shown: str, *, quiet: bool) -> None:
    """Look for all secrets in the reports and in what is `shown`; say what is not looked for.

    Raises:
        LeakError: one of them was found.

    """
    artefacts = (named for one in made for named in one.named())
    summary = ("summary on the terminal", shown.encode())
    refuse_leaks_in(chain(artefacts, [summary]), found.results, found.key, quiet=quiet)


def refuse_leaks_in(
    artefacts: "Iterable[tuple[str, bytes]]",
    results: "list[UnitResult]",
    key: "FingerprintKey",
    *,
    quiet: bool,
) -> None:
    """Look for all secrets of `results` in `artefacts` with their names, in the same way.

    Raises:
        LeakError: one of them was found.

    """
    if not any(result.credentials for result in results):
        return
    from reports.leakproof import refuse_leaks_in as refuse
    from scanner.cli.outputs import complain
    from scanner.shadows import lookout

    wanted = lookout(results, key)
    refuse(artefacts, wanted)
    if quiet:
        return
    for fingerprint, why in wanted.left_out[:_MOST]:
        complain(f"mcp-exposure: {fingerprint[:_DIGITS]} is not looked for in reports: {why}")
    if (more := len(wanted.left_out) - _MOST) > 0:
        complain(f"mcp-exposure: nor are {more} more")
