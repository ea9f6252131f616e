"""LIMITS around every step: keys, encryption, purposes and the log that shows tampering."""
