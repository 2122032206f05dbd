"""The documents that come with the assistant."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from policy_db.ingest.files import MANIFESTS, REGISTERED
from policy_db.ingest.plan import Plan, apply, plan
from policy_db.models import Document


def store_bundle(session: Session) -> Plan:
    """Stores the bundled documents, except where a later text of the same document has been ingested; returns what changed."""
    bundled = {manifest.parent.name for manifest in MANIFESTS} | {REGISTERED.stem}
    own: dict[str, str] = {row.key: row.collection for row in session.execute(select(Document.key, Document.collection))}
    found = plan(session, [REGISTERED, *MANIFESTS])
    kept = [change for change in found.documents if own.get(change.read.key, change.collection) in bundled]
    apply(session, Plan(kept))
    return Plan(kept)


__all__ = ["store_bundle"]
