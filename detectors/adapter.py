"""detect-secrets as pure patterns; the only module that imports it.

Only the compiled patterns are used: its own entry points hold global settings, return capture
groups instead of secrets, and can verify over the network.
"""

import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import ModuleType

from detectors.anatomy import is_jwt
from detectors.findings import Finding
from detectors.model import Confidence, Kind
from detectors.secret import Field


@dataclass(frozen=True, slots=True)
class _Source:
    """A plugin, and which of its patterns holds the secret in which group."""

    module: str
    plugin: str
    groups: tuple[tuple[int, int], ...]
    """(index of the pattern, group that is the secret); patterns left out are not used."""


# Left out: Basic auth and private keys (we take them apart ourselves), Artifactory passwords and
# Twilio account identifiers (not secret or too loose), Slack webhooks (a stretch, not the whole).
_SOURCES = (
    _Source("artifactory", "ArtifactoryDetector", ((0, 0),)),
    _Source("aws", "AWSKeyDetector", ((0, 0), (1, 1))),
    _Source("cloudant", "CloudantDetector", ((0, 1), (1, 1))),
    _Source("discord", "DiscordBotTokenDetector", ((0, 0),)),
    _Source("github_token", "GitHubTokenDetector", ((0, 0),)),
    _Source("gitlab_token", "GitLabTokenDetector", tuple((i, 0) for i in range(7))),
    _Source("ibm_cloud_iam", "IbmCloudIamDetector", ((0, 1),)),
    _Source("ibm_cos_hmac", "IbmCosHmacDetector", ((0, 1),)),
    _Source("jwt", "JwtTokenDetector", ((0, 0),)),
    _Source("mailchimp", "MailchimpDetector", ((0, 0),)),
    _Source("openai", "OpenAIDetector", ((0, 0),)),
    _Source("pypi_token", "PypiTokenDetector", ((0, 0), (1, 0))),
    _Source("sendgrid", "SendGridDetector", ((0, 0),)),
    _Source("slack", "SlackDetector", ((0, 0),)),
    _Source("softlayer", "SoftlayerDetector", ((0, 1),)),
    _Source("square_oauth", "SquareOAuthDetector", ((0, 0),)),
    _Source("stripe", "StripeDetector", ((0, 0),)),
    _Source("telegram_token", "TelegramBotTokenDetector", ((0, 0),)),
    _Source("twilio", "TwilioKeyDetector", ((1, 0),)),
)
_LONGEST = 4096
_JWT = "JSON Web Token"
_REST = re.compile(r"[A-Za-z0-9_.-]{0,4096}")
_EDGE = re.compile(r"[A-Za-z0-9]")


def find(field: Field) -> Iterator[Finding]:
    """Yield what the patterns see in `field.text` under its name; nothing in very long texts."""
    if len(field.text) > _LONGEST:
        return
    lead = f'{field.name} = "'
    line = f'{lead}{field.text}"'
    for name, pattern, group in _patterns():
        for found in pattern.finditer(line):
            start, end = found.span(group)
            # The pattern for web tokens is lazy and ends before the signature.
            if name == _JWT and (rest := _REST.match(line, end)):
                end = rest.end()
            text = line[start:end]
            if start >= len(lead) and _whole(line, start, end) and _sound(name, text):
                yield _finding(name, start - len(lead), end - len(lead))


def _finding(name: str, start: int, end: int) -> Finding:
    kind = Kind(id=name.lower().replace(" ", "-"), name=name, issuer=name.partition(" ")[0])
    why = f"the format of {name} (detect-secrets)"
    return Finding(kind, start, end, Confidence.MEDIUM, why)


def _whole(line: str, start: int, end: int) -> bool:
    return not _EDGE.match(line, end) and not (start and _EDGE.match(line, start - 1))


def _sound(name: str, text: str) -> bool:
    return name != _JWT or is_jwt(text)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str], int], ...]:
    patterns = []
    for source in _SOURCES:
        plugin = getattr(_module(source.module), source.plugin)
        denylist = tuple(plugin.denylist)
        patterns += [(plugin.secret_type, denylist[i], group) for i, group in source.groups]
    return tuple(patterns)


def _module(name: str) -> ModuleType:
    """Import a plugin; what it imports to verify online tries whether there is IPv6, here not."""
    there, socket.has_ipv6 = socket.has_ipv6, False
    try:
        return import_module(f"detect_secrets.plugins.{name}")
    finally:
        socket.has_ipv6 = there
