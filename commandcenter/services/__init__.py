"""Use cases: messages and commands in, changes out; what they need of the outside stands in `ports`."""
