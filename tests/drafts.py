"""What a reviewer does with a drafted inventory who agrees with all of it and adds nothing."""

import re

CODE = re.compile(r"^#(?=[^ #])", re.MULTILINE)
"""The `#` before a proposal."""


def agreed(text: str) -> str:
    """Return a draft in which all that needs no further word is uncommented."""
    blocks = [block for block in text.split("\n\n") if "#[[attestations]]" not in block]
    kept = []
    for block in blocks:
        lines = [line for line in block.splitlines() if '= ""' not in line and "YYYY" not in line]
        if "#[[map]]" not in lines or any(line.startswith("#set.") for line in lines):
            kept.append("\n".join(lines))
    return CODE.sub("", "\n\n".join(kept)) + "\n"
