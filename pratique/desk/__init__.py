"""The desk: one unit of work, and the only place where the parts are wired together.

An officer works at a desk, for a purpose, on one subject. Nobody reads a named record anywhere else: a desk opens only
what can be reached from its subject, and writes its audit entry before it hands anything over.
"""

from pratique.desk.case_file import CaseFile
from pratique.desk.site import Site, make_site, open_site
from pratique.desk.work import Desk, open_desk

__all__ = ["CaseFile", "Desk", "Site", "make_site", "open_desk", "open_site"]
