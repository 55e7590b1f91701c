"""What an identifier of a report means: a check, a kind, a client, or a word of a review."""

from difflib import get_close_matches

from detectors.catalogue import formats
from detectors.model import Kind
from reports.assessment.case import Check
from reports.assessment.checks import CHECKS
from reports.assessment.frameworks import controls_of
from reports.topics import TOPICS, Topic
from scanner.discovery.catalogue import Client, by_id
from scanner.errors import UsageError


def explain(identifier: str) -> str:
    """Return the explanation of `identifier`, whatever its case.

    Raises:
        UsageError: nothing is called so; the hint names what is nearest.

    """
    known: dict[str, Check | Kind | Client | Topic] = {
        **{topic.id: topic for topic in TOPICS},
        **{check.id.lower(): check for check in CHECKS},
        **{entry.kind.id: entry.kind for entry in formats()},
        **by_id(),
    }
    match known.get(identifier.lower()):
        case None:
            near = get_close_matches(identifier.lower(), known, n=3)
            hint = f"Did you mean {', '.join(near)}?" if near else "See docs/ for all of them."
            raise UsageError(f"nothing is called {identifier!r}", hint)
        case Check() as check:
            return _check(check)
        case Kind() as kind:
            return _kind(kind)
        case Topic() as topic:
            return _topic(topic)
        case client:
            return _client(client)


def _check(check: Check) -> str:
    return _lines(
        f"{check.id}  {check.title}",
        ("fails", check.fails),
        ("passes", check.passes),
        ("unknown", check.unknown),
        ("severity", check.base),
        ("remedy", check.remedy),
        ("ask", f"{check.ask.question} ({check.ask.role})"),
        *(
            ("supports", f"{item.id} ({item.relation}), {item.name} {item.edition}")
            for item in controls_of(check.id)
        ),
    )


def _kind(kind: Kind) -> str:
    return _lines(
        f"{kind.id}  {kind.name}",
        ("issuer", kind.issuer),
        ("life", kind.life),
        ("whose", kind.subject),
        ("begins with", kind.prefix),
        ("privileged", "yes" if kind.privileged else ""),
        ("rotate at", kind.rotate),
        ("revoke at", kind.revoke),
        ("instead", kind.alternative),
        ("source", kind.source),
    )


def _topic(topic: Topic) -> str:
    return _lines(
        f"{topic.id}  {topic.title}",
        ("is", topic.what),
        ("effect", topic.effect),
        ("begin with", topic.begin),
        ("more", topic.more),
    )


def _client(client: Client) -> str:
    return _lines(
        f"{client.id}  {client.name}",
        ("files", ", ".join(client.paths)),
        ("format", client.format),
        ("servers at", ", ".join(selector.text for selector in client.servers)),
        ("expands", ", ".join(client.references)),
        ("source", client.source),
    )


def _lines(title: str, *facts: tuple[str, str]) -> str:
    width = max(len(name) for name, _ in facts)
    return "\n".join((title, *(f"  {name:{width}}  {text}" for name, text in facts if text)))
