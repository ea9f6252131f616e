"""2 identity: one traveller behind many papers.

In come the facts of a message; out go identities (each distinct set of identifying facts, once), the exact keys they
can be found by, and lines that speak of identities only. Invariant: a line never changes; who is who may.
"""
