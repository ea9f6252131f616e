"""WHAT: the nouns of port health, frozen, standard library only.

Nothing here knows a database, a clock, a file format or a door.
"""
