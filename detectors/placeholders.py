"""Values that only show where a credential goes.

Always the whole value, or the whole value behind a public prefix: a drawn token that happens to
hold the letters "test" or "example" stays a credential.
"""

import hashlib
import re

from ahocorasick_rs import AhoCorasick

from detectors import names
from detectors.catalogue import words
from detectors.randomness import looks_random

_WRAPPED = re.compile(
    r"<[^<>]{0,200}>|\[[^\[\]]{0,200}\]|\{\{?[^{}]{0,200}\}?\}|__\w{1,100}__|%[A-Z_]{2,60}%"
    r"|\*{2}[^*]{1,100}\*{2}|@@?[A-Z_]{3,60}@@?|#\{[^{}]{1,100}\}#?|\([A-Za-z][A-Za-z ]{2,60}\)"
)
_ELIDED = re.compile(r"[\w./+=-]{0,24}(?:\.{3,}|…|\*{3,}|•{3,}|[xX]{4,}|-{4,}|_{4,})[\w.-]{0,8}")
_JOINED_WORDS = re.compile(r"[A-Za-z]+[0-9]*(?:[-_]+[A-Za-z0-9]+)+")
_ABRIDGED = re.compile(r"\.{3}|…|\*{3}|\[[a-z ]{3,40}\]|<[a-z ]{3,40}>", re.IGNORECASE)
_ADDRESSED = re.compile(r"(?:0x)?(?:your|insert|paste|enter)[-_ .].+|.+[-_ .]here", re.IGNORECASE)
_IDENTIFIER = re.compile(r"\$?[A-Z][A-Z]*(?:_[A-Z0-9]+)+")
_SPLIT = re.compile(r"[^A-Za-z0-9]+|(?<=[a-z])(?=[A-Z])")
_JOINED = re.compile(
    r"your[a-z]{2,40}|(?:put|paste|insert|enter|replace)?(?:my|the)?[a-z]{0,20}"
    r"(?:token|key|secret|password)[a-z]{0,10}here|(?:insert|enter|paste)[a-z]{3,40}",
    re.IGNORECASE,
)
_ASKING = re.compile(
    r"(?:please)?(?:change|replace|set|fill|edit|update)(?:me|this|it|in|here)"
    r"(?:please|now|later|first|inprod(?:uction)?)?"
    r"|(?:un|not|tobe|mustbe|shouldbe)set|tobe(?:defined|filled|provided|replaced)"
    r"|from(?:the)?(?:env|environment|vault|keychain)"
    r"|(?:generate)?a?(?:very)?(?:long|strong|secure)?random(?:ly)?(?:generated)?"
    r"(?:string|secret|key|value|token|password)(?:here)?"
    r"|(?:see|ask|check|get|use|storedin|keptin)(?:in|from|the|your)?"
    r"(?:onepassword|1password|bitwarden|lastpass|vault|keychain|keyring|admin|env|docs|readme)"
)
_NO_LETTER = re.compile(r"[^a-z0-9]+")
_NO_FILLING = re.compile(r"[^A-Za-z0-9*•]+")
_COUNTING = re.compile(
    r"0?1234567890*(?:abcdef(?:ghij(?:klmnop(?:qrstuvwxyz?)?)?)?)?"
    r"|abcdef(?:ghij(?:klmnop(?:qrstuvwxyz?)?)?)?(?:0?123456(?:7890?)?)?"
    r"|(?:0123456789abcdef){1,4}|abc(?:d(?:efgh)?)?1234?5?6?|(?:123456789?0?){1,6}|(?:deadbeef|cafebabe){1,8}"
    r"|(?:abc|def|ghi|jkl|mno|pqr|stu|vwx|xyz|abcd|efgh|123|1234|456|5678|789){2,12}0?",
    re.IGNORECASE,
)
_PUBLIC_PREFIXES = (
    "sk-ant-api\\d\\d-", "sk-ant-", "sk-proj-", "sk-or-v1-", "sk-", "pk-", "github_pat_",
    "gh[pousr]_", "glpat-", "xox[abp]-", "pat-", "pat", "hf_", "pplx-", "ntn_", "secret_", "tvly-",
    "fc-", "ctx7sk-", "sbp_", "lin_api_", "figd_", "gsk_", "r8_", "AIza", "AKIA", "ASIA", "SG\\.",
    "BSA", "bearer ", "token ", "sk_(?:live|test)_", "rk_(?:live|test)_", "pk_(?:live|test)_",
    "napi_", "key-", "re_", "xai-", "npm_",
)  # fmt: skip
"""Patterns; each begins with a text of its own."""
_PUBLIC_PREFIX = re.compile("|".join(_PUBLIC_PREFIXES), re.IGNORECASE)
# Nearly every value holds none of their beginnings, which is seen ten times as fast.
_BEGINNINGS = AhoCorasick([re.split(r"[^\w -]", text.lower())[0] for text in _PUBLIC_PREFIXES])
_EXAMPLE_KEY = re.compile(r"[A-Za-z0-9/+]{9,40}EXAMPLE(?:KEY)?")
_EMPTY = "empty"
_STUMPED = "a prefix with hardly anything behind it"
_WORD = "a word that stands for a value"
_VARIABLE = "reads like the name of a variable"
_NAMED = "names a credential instead of being one"
ORDINARY = frozenset({_EMPTY, _WORD, _VARIABLE, _NAMED})
"""Reasons that tell nothing of a value in a place where no credential is expected."""
_FEW_CHARACTERS = 2
_FILLED = 4
_LONGEST = 200
_LONGEST_WORD = 16
_DIGITS = 4
_STUMP = 8
"""No issuer's token has so little behind its prefix."""
_SPACES = 4


def reason(text: str, name: str = "", prefix: str = "") -> str | None:
    """Return in words why `text` is a placeholder, or None if it is not.

    `name` is the variable that holds it; `prefix` the public prefix of its kind.
    """
    value = text.strip().strip("\"'")
    if not value:
        return _EMPTY
    if value.startswith("-----BEGIN ") and _ABRIDGED.search(value):
        return "masked or shortened"
    if len(value) > _LONGEST:
        return _documented(value) or _filled(value)
    body = value.removeprefix(prefix) if prefix else value
    rest = _without_public_prefix(value)
    for candidate in dict.fromkeys((value, body, rest)):
        if found := _plain(candidate, name):
            return found
    return _STUMPED if _is_stump(value, rest) else None


def _without_public_prefix(value: str) -> str:
    if value.isascii() and not _BEGINNINGS.find_matches_as_indexes(value.lower()):
        return value
    return _PUBLIC_PREFIX.sub("", value, count=1)


def _is_stump(value: str, rest: str) -> bool:
    """Tell whether `value` is a public prefix with a separator and hardly anything behind it."""
    prefix = value.removesuffix(rest)
    return len(rest) <= _STUMP and prefix.endswith(("-", "_", ".")) and rest.isalnum()


def _plain(value: str, name: str) -> str | None:
    if not value:
        return "a prefix with nothing behind it"
    lower = value.casefold().rstrip(",;")
    known = words("placeholders", "values")
    if lower in known or (lower.rstrip("0123456789") in known and len(lower) < _LONGEST_WORD):
        return _WORD
    if name and names.is_same(value, name):
        return "equal to its own variable name"
    if _WRAPPED.fullmatch(value) and not looks_random(value.strip("<>[]{}_*@%#")):
        return "in marks that ask to be replaced"
    if _shortened(value):
        return "masked or shortened"
    return _filled(value) or _documented(value) or _wording(value, name)


def _shortened(value: str) -> bool:
    if value.endswith(("...", "…")):
        return True
    if not _ELIDED.fullmatch(value):
        return False
    return sum(c.isdigit() for c in value) <= _DIGITS and not looks_random(value)


def _filled(value: str) -> str | None:
    letters = _NO_FILLING.sub("", value)
    if len(letters) < _FILLED:
        return None
    distinct = len(set(letters.casefold()))
    if distinct <= 1:
        return "one character, repeated"
    if len(letters) >= _FILLED * 4 and distinct <= _FEW_CHARACTERS:
        return "hardly more than one character, repeated"
    return "counting up" if _COUNTING.fullmatch(letters) else None


def _documented(value: str) -> str | None:
    digest = hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()
    if digest in words("placeholders", "documented"):
        return "an example from the issuer's documentation"
    if _EXAMPLE_KEY.fullmatch(value):
        return "an example from the issuer's documentation"
    return None


def _wording(value: str, name: str) -> str | None:
    """Judge a value that is made of words: one of them must ask for replacement."""
    if _JOINED.fullmatch(value) or _ASKING.fullmatch(_NO_LETTER.sub("", value.casefold())):
        return "asks to be replaced"
    if not looks_random(value) and (_ADDRESSED.fullmatch(value) or _IDENTIFIER.fullmatch(value)):
        return "asks to be replaced" if _ADDRESSED.fullmatch(value) else _VARIABLE
    written = [word for word in _SPLIT.split(value) if word]
    if not written or value.count(" ") > _SPACES or not all(_wordlike(word) for word in written):
        return None
    lower = {word.casefold().rstrip("0123456789") for word in written} - {""}
    return _worded(value, name, lower)


def _worded(value: str, name: str, lower: set[str]) -> str | None:
    """Judge a value of nothing but words, `lower` in lower case, and short numbers."""
    nouns = words("placeholders", "nouns")
    marked = lower & words("placeholders", "markers") or any(w.startswith("your") for w in lower)
    if marked or (lower & words("placeholders", "hints") and lower & nouns):
        return "asks to be replaced"
    # "server-token-123": people name a token so, no issuer does. A password may be made of words.
    spoken = _JOINED_WORDS.fullmatch(value) and lower & words("placeholders", "heads")
    named = spoken and names.role(name) is not names.Role.PASSWORD
    return _NAMED if lower and (lower <= nouns or named) else None


def _wordlike(word: str) -> bool:
    if word.isdigit():
        return len(word) < _FILLED
    bare = word.rstrip("0123456789")
    cased = bare.islower() or bare.isupper() or bare.istitle()
    return (
        len(word) - len(bare) < _FILLED
        and len(bare) <= _LONGEST_WORD
        and cased
        and (bare.isalpha() and bare.isascii())
    )
