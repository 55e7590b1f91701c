"""MX-09: a credential of a kind that does not expire by itself."""

from detectors.model import Life
from reports.assessment.case import Ask, Case, Check, Finding, fail, listed, not_applicable, unknown
from reports.model import CheckState, Severity


def _judge(case: Case) -> Finding:
    if not case.secrets:
        return not_applicable("no literal secret in this row")
    if static := [item for item in case.secrets if item.record.credential.life is Life.STATIC]:
        kinds = sorted({item.record.credential.kind_name for item in static})
        return fail(Severity.MEDIUM, "B", f"no expiry by default: {listed(kinds)}", static)
    if any(item.record.credential.life is Life.UNKNOWN for item in case.secrets):
        return unknown("how long this kind of credential lives is not known")
    return Finding(CheckState.PASS, "B", "every kind of credential here expires by itself")


CHECK = Check(
    id="MX-09",
    title="Long-lived credential",
    fails="A credential is of a kind that its issuer does not let expire by default.",
    passes="Every credential is of a kind that expires by itself.",
    unknown="The kind of a credential, or how long it lives, is not known.",
    base="medium",
    remedy="Replace it by OAuth or a short-lived, federated credential.",
    ask=Ask(
        question="How long does this credential live by itself?",
        why="The kind of the value does not tell, or its life is set at the issuer.",
        artefacts="The expiry shown by the issuer, or the policy that sets it.",
        role="administrator at the issuer",
    ),
    judge=_judge,
)
