"""Reads policy documents into the database: ``plan.plan`` says what would change, ``plan.apply`` stores it."""
