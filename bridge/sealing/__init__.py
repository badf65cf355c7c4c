"""Ed25519 keys, the checking of proofs, and a seat as witness of the journal's checkpoints."""
