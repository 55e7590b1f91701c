"""The tables of what was measured."""

from collections.abc import Iterable, Sequence

from benchmarks.history_growth import TEN_GIGABYTES, beyond, by_tool, exponent
from benchmarks.history_measure import Measured, Row, incomplete
from benchmarks.history_repositories import Shape
from benchmarks.history_tools import Side, Tool

_MEBIBYTE = 1024 * 1024


def repository_table(measured: Measured) -> str:
    """Return what each tool needed for a repository, and the ratios."""
    lines = [
        "| | median s | min to max | CPU s | to git | to fastest peer | MiB | with git | found |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    lines += (_line(row, measured.rows) for row in measured.rows)
    return "\n".join(lines) + "\n" + "".join(f"\n{note}" for note in _notes(measured.rows))


def _line(row: Row, rows: Sequence[Row]) -> str:
    seconds = [run.seconds for run in row.runs]
    cells = (
        _name(row.tool),
        f"{row.seconds:.2f}",
        f"{min(seconds):.2f} to {max(seconds):.2f}" if len(seconds) > 1 else "one run",
        f"{row.processor:.2f}",
        _ratio(row, _git(row.tool, rows)) if row.tool.side is not Side.GIT else "",
        _ratio(row, _fastest(rows)) if row.tool.side is not Side.GIT else "",
        _mebibytes(row.memory.own) if row.tool.side is not Side.GIT else "",
        _mebibytes(row.memory.whole),
        row.found,
    )
    return f"| {' | '.join(cells)} |"


def _name(tool: Tool) -> str:
    return f"**{tool.name}**" if tool.side is Side.OURS else tool.name


def _git(tool: Tool, rows: Iterable[Row]) -> float:
    """Return what git needs for the walk and, unless `tool` only walks, for all contents."""
    seconds = [row.seconds for row in rows if row.tool.side is Side.GIT]
    return sum(seconds[:1] if tool.walks else seconds)


def _fastest(rows: Iterable[Row]) -> float:
    peers = (row for row in rows if row.tool.side is Side.PEER and not row.failure)
    return min((row.seconds for row in peers), default=0.0)


def _ratio(row: Row, measure: float) -> str:
    return f"{row.seconds / measure:.2f}" if measure and not row.failure else "-"


def _mebibytes(size: int) -> str:
    return f"{size / _MEBIBYTE:.0f}" if size else "-"


def _notes(rows: Iterable[Row]) -> Iterable[str]:
    for row in rows:
        if row.failure:
            yield f"{row.tool.name} {row.failure}: no ratio is taken.\n"
        elif incomplete(row):
            yield f"{row.tool.name} says that something could not be read (exit code 3).\n"


def starts_table(starts: Iterable[tuple[Tool, float]]) -> str:
    """Return how long each program takes to say its version."""
    lines = ["| | s |", "|---|--:|"]
    lines += (f"| {' '.join(_start(tool))} | {seconds:.3f} |" for tool, seconds in starts)
    return "\n".join(lines) + "\n"


def _start(tool: Tool) -> tuple[str, ...]:
    return (tool.name.split()[0], tool.start[-1])


def growth_table(shape: Shape, measured: Sequence[Measured], start: Measured) -> str:
    """Return seconds for each size of a shape, and the power of the size that they grow by."""
    sizes = [one.size for one in measured]
    lines = [
        f"| {shape.unit} | {' | '.join(f'{size:,}' for size in sizes)} | exponent |",
        f"|---|{'--:|' * (len(sizes) + 1)}",
    ]
    least = {row.tool.name: row.seconds for row in start.rows}
    for tool_rows in by_tool(measured):
        name = tool_rows[0][1].tool.name
        points = [(size, row.seconds) for size, row in tool_rows]
        seconds = " | ".join(f"{taken:.2f}" for _, taken in points)
        power = exponent(points, least[name])
        told = "-" if power is None else f"{power:.2f}"
        lines.append(f"| {_name(tool_rows[0][1].tool)} | {seconds} | {told} |")
    return "\n".join(lines) + "\n"


def memory_table(shape: Shape, measured: Sequence[Measured]) -> str:
    """Return the memory of each tool, without and with git, for each size of a shape."""
    sizes = [one.size for one in measured]
    lines = [
        f"| {shape.unit}, MiB | {' | '.join(f'{size:,}' for size in sizes)} |",
        f"|---|{'--:|' * len(sizes)}",
    ]
    for tool_rows in by_tool(measured):
        peaks = " | ".join(_both(row) for _, row in tool_rows)
        lines.append(f"| {_name(tool_rows[0][1].tool)} | {peaks} |")
    return "\n".join(lines) + "\n"


def _both(row: Row) -> str:
    if row.tool.side is Side.GIT:
        return _mebibytes(row.memory.whole)
    return f"{_mebibytes(row.memory.own)}, {_mebibytes(row.memory.whole)}"


def estimate_table(measured: Sequence[Measured]) -> str:
    """Return what 10 GB would take by the line through the two largest sizes."""
    lines = ["| | measured s | estimated s for 10 GB |", "|---|--:|--:|"]
    for tool_rows in by_tool(measured):
        points = [(size, row.seconds) for size, row in tool_rows]
        tool = tool_rows[0][1].tool
        lines.append(
            f"| {_name(tool)} | {points[-1][1]:.2f} | {beyond(points, TEN_GIGABYTES):.0f} |"
        )
    return "\n".join(lines) + "\n"
