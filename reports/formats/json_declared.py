"""What the reviewer declares, as JSON: exceptions and attestations with what became of them."""

from typing import Any

from reports.attestations import AttestationRecord
from reports.exceptions import ExceptionRecord


def exception(record: ExceptionRecord) -> dict[str, Any]:
    """Return an exception; of its selector what is given."""
    item, chosen = record.exception, record.exception.selector
    selector = {
        "fingerprint": chosen.fingerprint,
        "server": chosen.server,
        "path": chosen.path,
        "repository": chosen.repository,
        "tenant": chosen.tenant,
        "environment": chosen.environment,
    }
    return {
        "id": item.id,
        "check": item.check,
        "selector": {key: text for key, text in selector.items() if text},
        "decision": item.decision,
        "justification": item.justification,
        "compensating_controls": list(item.compensating_controls),
        "risk_owner": item.risk_owner,
        "approver": item.approver,
        "approver_role": item.approver_role,
        "approved_on": item.approved_on.isoformat(),
        "expires_on": item.expires_on.isoformat(),
        "ticket": item.ticket,
        "proof_sha256": item.proof_sha256,
        "status": record.status,
        "reason": record.reason,
        "rows": record.rows,
    }


def attestation(record: AttestationRecord) -> dict[str, Any]:
    """Return an attestation; its subject is a fingerprint, or a server and a test."""
    item = record.attestation
    named = {"fingerprint": item.fingerprint, "server": item.server, "test": item.test}
    return {
        "subject": {key: text for key, text in named.items() if text},
        "claim": item.claim,
        "on": item.on.isoformat(),
        "by": item.by,
        "evidence": {"ref": item.evidence_ref, "sha256": item.evidence_sha256},
        "expires": item.expires.isoformat(),
        "status": record.status,
        "reason": record.reason,
    }
