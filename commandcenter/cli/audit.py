"""`audit`: what the journal proves and tells."""

from __future__ import annotations

import click

from commandcenter.cli.verbs import Verbs

VERBS = {
    "archive": "audit_prune:archive",
    "at": "audit_step:at_moment",
    "export": "audit_export:export",
    "proof": "audit_proof:proof",
    "prune": "audit_prune:prune",
    "search": "audit_search:search",
    "step": "audit_step:step",
    "story": "audit_story:tell_story",
    "verify": "audit_verify:verify",
}


@click.group(cls=Verbs, verbs=VERBS)
def audit() -> None:
    """审计：证明与验证 · Audit: proofs and their verification."""
