"""The register: the ledger of a site, on SQLite or PostgreSQL through one set of tables.

Holds what was received, which identities and legs it named, cases, keys (wrapped) and the audit log. What identifies
people is here as ciphertext only; the functions of this package store and fetch, they never decrypt.
"""
