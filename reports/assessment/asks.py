"""What to ask for where configuration and history do not decide; several checks share a question.

A question that belongs to one check stands beside that check.
"""

from typing import Final

from reports.assessment.case import Ask

SCOPED: Final = Ask(
    subject="scoped",
    question="Which permissions does this identity have at its issuer, and on which resources?",
    why="Permissions are kept at the issuer; a configuration shows only where a credential is "
    "written.",
    artefacts="An export of its permissions or scopes, with the date; the tools that the server "
    "offers and those that are allowed.",
    role="administrator at the issuer",
)
LOGGED: Final = Ask(
    subject="logged",
    question="Can a call be traced to who made it, which tool it used, and what was decided?",
    why="Logs come into being at run time; a configuration shows at most that they are switched "
    "on or off.",
    artefacts="One redacted log record of a tool call with caller, tool, decision and time; how "
    "long records are kept.",
    role="server owner",
)
ROTATED: Final = Ask(
    subject="rotated",
    question="How is this credential rotated, and when was it last?",
    why="A new value in a file shows neither that the old one ended nor that rotation is a rule.",
    artefacts="The rotation setting of the secret manager and the times of the last two rotations.",
    role="secret manager's administrator",
)
REVOKED: Final = Ask(
    subject="revoked",
    question="Can this credential be revoked alone and at once, and were its earlier values?",
    why="Removal from a file is not revocation, and only the issuer knows which values it accepts.",
    artefacts="The issuer's record or the ticket that shows an old value disabled, with the time; "
    "the procedure and its owner.",
    role="administrator at the issuer",
)
UNSEEN: Final = Ask(
    subject="coverage",
    question="What is in the part of the scope that was not read?",
    why="An absence is evidence only where everything was read: the report names what was not.",
    artefacts="A scan of complete clones, with all refs and the whole history, by the recorded "
    "rules.",
    role="auditor",
)
READINESS: Final = (SCOPED, LOGGED, ROTATED, REVOKED)
