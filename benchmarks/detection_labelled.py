"""A labelled corpus from a directory: `files.jsonl`, `labels.jsonl` and `tree/`."""

import json
from pathlib import Path
from typing import Any

from benchmarks.detection_corpus import Corpus, Label
from benchmarks.detection_values import Truth

_TRUTHS = {
    "secret": Truth.SECRET,
    "weak-local": Truth.NEUTRAL,
    "publishable": Truth.NEUTRAL,
}
"""Every other label is of something harmless."""


def load(directory: Path) -> Corpus:
    """Return the MCP configurations of a corpus with their labels.

    `files.jsonl` has `id`, `path` below `tree/`, `is_mcp_config` and `client`; `labels.jsonl` has
    `id` of the file, `line`, `slot`, `provider` and `label`.
    """
    rows = [row for row in _rows(directory / "files.jsonl") if row["is_mcp_config"]]
    files = {row["id"]: row for row in rows}
    labels = tuple(
        _label(row, files[row["id"]])
        for row in _rows(directory / "labels.jsonl")
        if row["id"] in files and row["line"]
    )
    return Corpus(directory / "tree", tuple(row["path"] for row in rows), labels)


def _label(row: dict[str, Any], file: dict[str, Any]) -> Label:
    path: str = file["path"]
    kind = f"{row['label']} {row['provider'] or 'unknown'}"
    truth = _TRUTHS.get(row["label"], Truth.SAFE)
    ending = path.rpartition(".")[2]
    return Label(path, row["line"], row["slot"], ending, kind, truth, file["client"] or "")


def _rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]
