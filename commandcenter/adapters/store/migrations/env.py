"""Runs the migrations on the connection that `commandcenter.adapters.store.migrate` hands over."""

from __future__ import annotations

from alembic import context

from commandcenter.adapters.store.tables import EVIDENCE

context.configure(connection=context.config.attributes["connection"], target_metadata=EVIDENCE, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
