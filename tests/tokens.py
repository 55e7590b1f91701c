"""Secrets made up at run time, so that no scanner finds one in this repository."""

import random
import string

_ALPHANUMERIC = string.ascii_letters + string.digits


def alphanumeric(length: int, seed: int = 0) -> str:
    """Return a random text that is the same for the same seed."""
    return "".join(random.Random(f"{length}/{seed}").choices(_ALPHANUMERIC, k=length))


def github(seed: int = 0) -> str:
    """Return what looks like a classic personal access token of GitHub."""
    return "gh" + "p_" + alphanumeric(36, seed)


def opaque(seed: int = 0) -> str:
    """Return a secret that no issuer's format describes."""
    return alphanumeric(40, seed + 1000)
