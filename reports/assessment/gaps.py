"""Why an absence may prove nothing: what was in scope and not read."""

from collections.abc import Sequence

from reports.assessment.case import count
from reports.model import ScanInfo
from scanner.model import Coverage, UnitResult


def gaps_by_repository(results: Sequence[UnitResult], scan: ScanInfo) -> dict[str, tuple[str, ...]]:
    """Return for each repository, sorted, what keeps an absence in it from being evidence."""
    found: dict[str, set[str]] = {result.repository: set() for result in results}
    nothing = not any(result.coverage.recognised for result in results)
    for result in results:
        found[result.repository].update(_of_coverage(result.coverage))
        if result.skipped:
            found[result.repository].add(f"{count(len(set(result.skipped)), 'item')} skipped")
        if scan.history == "none":
            found[result.repository].add("history not scanned")
        if not scan.rules_digest:
            found[result.repository].add("rules not recorded")
        if nothing:
            found[result.repository].add("no configuration of a supported format was matched")
    return {name: tuple(sorted(texts)) for name, texts in sorted(found.items())}


def incomplete(coverage: Coverage, skipped: int) -> bool:
    """Tell whether something in scope was not read, or there was nothing to read."""
    nothing = not coverage.repositories and not coverage.files
    return bool(
        skipped or coverage.shallow or coverage.partial or coverage.missing_objects or nothing
    )


def _of_coverage(coverage: Coverage) -> list[str]:
    texts = []
    if coverage.shallow:
        texts.append("shallow clone")
    if coverage.partial:
        texts.append("partial clone")
    if coverage.missing_objects:
        texts.append(f"{count(coverage.missing_objects, 'object')} missing")
    if coverage.partly_parsed:
        texts.append(f"{count(coverage.partly_parsed, 'configuration')} only partly parsed")
    return texts
