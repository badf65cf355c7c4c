"""A seat's side of the seat protocol: a thread that owns the sockets, and the outbox of what was done."""
