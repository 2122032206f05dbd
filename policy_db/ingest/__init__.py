"""Reads policy documents into the database: ``plan`` says what would change, ``apply`` stores it."""

from policy_db.ingest.errors import IngestError
from policy_db.ingest.plan import DocumentChange, Plan, apply, plan

__all__ = ["DocumentChange", "IngestError", "Plan", "apply", "plan"]
