"""The independent verifier: says whether a CommandCenter journal is still the one that was sealed.

It shares no code with the program that writes the journal (docs/decisions/0022-verifier-apart.md): formats, hashing and
rules are written here a second time, from the documents alone.
"""
