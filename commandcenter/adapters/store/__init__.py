"""The journal and its projections in SQLite (PostgreSQL later), by SQLAlchemy; migrations by Alembic."""
