"""What commits and annotated tags say: a configuration may be pasted there."""

from collections.abc import Iterable

from scanner.gathering.state import Gathering
from scanner.git import places
from scanner.git.history import LONGEST_MESSAGE, Change, Message
from scanner.git.refs import Ref
from scanner.git.tips import Tips

_LONGEST = LONGEST_MESSAGE - 1024
"""Bytes: what is as long as this may have been cut off."""


def note_messages(of_commits: Iterable[Message], tips: Tips, gathering: Gathering) -> None:
    """Note messages of commits, each at a place of its own."""
    for message in of_commits:
        _note("commit", message, tips.by_target.get(message.commit, ()), gathering)


def note_tags(tips: Tips, gathering: Gathering) -> None:
    """Note the messages of tags, of those that no ref leads to as well."""
    gathering.miss(tips.unreadable)
    for tag, refs in tips.tags:
        if not refs:
            gathering.ledger.unreachable.add(tag.id)
        if gathering.reader.tells(tag.text):
            _note("tag", Message(tag.id, tag.time, tag.text), refs, gathering)


def _note(kind: str, message: Message, refs: Iterable[Ref], gathering: Gathering) -> None:
    place = places.message(kind, message.commit)
    size, limit = len(message.text), min(gathering.settings.max_bytes, _LONGEST)
    if size > limit:
        gathering.skip(place, f"{size:,} bytes or more is over the limit of {limit:,}")
        return
    identity = message.commit
    gathering.ledger.add(Change(identity, message.time, place, (), identity))
    gathering.contents[identity] = message.text
    if refs:
        gathering.ledger.hold(place, identity, refs)
