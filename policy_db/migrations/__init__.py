"""Alembic migrations, run by ``policy_db.database``; there is no alembic.ini."""
