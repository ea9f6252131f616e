"""A small site with a bit of everything: manifests, crossings, cases, a contact kept under its case's key."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import insert, select

from pratique.desk import Desk, Site, make_site, open_desk, open_site
from pratique.desk.cases import add_case, withdraw_case
from pratique.flow.receive import receive
from pratique.model.access import Actor, Purpose, Role, Subject, SubjectKind
from pratique.model.casework import CasePerson, Journey, Notice
from pratique.settings import Settings, load_settings
from pratique.stores.register import cases
from pratique.stores.register.tables import contact, metadata, writer_lease

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
SETTINGS = 'point_of_entry = "CAN"\ncountry = "CN"\nzone = "Asia/Shanghai"\n'
NAMES = ("QUILLFEATHER", "OSTERLUND", "BRAMBLEWICK", "8800114", "+4600112233")
HEAD = "Surname,Given Name,Sex,DOB,Nationality,Passport No,Seat,PNR,Phone,Flight,Flight Date,From,To"
MANIFEST = f"""{HEAD}
QUILLFEATHER,ADA,F,1980-02-13,ITA,8800114,14C,AB1CD2,+4600112233,ZZ 305,2026-11-14,SYD,CAN
OSTERLUND,BO,M,1971-07-30,SWE,8800115,14D,AB1CD2,,ZZ 305,2026-11-14,SYD,CAN
BRAMBLEWICK,CY,M,1992-12-01,GBR,8800116,22A,EF3GH4,,ZZ 305,2026-11-14,SYD,CAN
"""
CROSSINGS = """Document number,Crossing time,Point of entry,Direction
8800115,2026-11-14T21:10:00,CAN,in
8800116,2026-11-15T08:30:00,CAN,in
"""
NOTICE = Notice(
    reference="C-1",
    disease="measles",
    classification="confirmed",
    authority=None,
    dates={"rash": date(2026, 11, 15)},
    person=CasePerson(surname="QUILLFEATHER", given="ADA", sex="F", birth_date="1980-02-13"),
    journeys=(Journey("ZZ305", date(2026, 11, 14), "SYD", "CAN", "14C"),),
)


def make_small_site(folder: Path, register_url: str | None = None, *, filled: bool = True) -> Settings:
    """The settings of a new site in this folder, filled as the module says."""
    url = f'register_url = "{register_url}"\n' if register_url else ""
    settings = make_site(folder, url + SETTINGS, NOW, {})
    if filled:
        with open_site(settings) as site:
            _fill(site)
    return settings


def settings_of(folder: Path) -> Settings:
    """The settings of the site in this folder, whatever the environment says."""
    return load_settings(folder, environ={})


def desk_at(site: Site, kind: SubjectKind = SubjectKind.SITE, ref: str = "CAN"):
    """A desk at this site, at a fixed time."""
    subject, actor = Subject(kind, ref), Actor("officer", Role.SUPERVISOR)
    purpose = Purpose.CASE_INVESTIGATION if kind is SubjectKind.CASE else Purpose.ADMINISTRATION
    return open_desk(site, purpose=purpose, subject=subject, actor=actor, clock=lambda: NOW)


def all_rows(site: Site) -> dict[str, list[str]]:
    """Every row of every table but the writer's note, in one order on every database."""
    with site.register.reading() as connection:
        return {
            table.name: sorted(repr(tuple(row)) for row in connection.execute(select(table)))
            for table in metadata.sorted_tables
            if table is not writer_lease
        }


def _fill(site: Site) -> None:
    with desk_at(site) as desk:
        # The second time the file says nothing new: a batch without movement rows.
        for name, text in (("a.csv", MANIFEST), ("a again.csv", MANIFEST), ("border.csv", CROSSINGS)):
            outcomes = [(receipt.outcome, receipt.read.error) for receipt in receive(desk, [(name, text.encode())])]
            assert outcomes == [("duplicate" if "again" in name else "loaded", None)]
    with desk_at(site, SubjectKind.CASE, "C-1") as desk:
        add_case(desk, NOTICE)
        _keep_a_contact(desk)
        withdraw_case(desk, "a mistake of the laboratory")


def _keep_a_contact(desk: Desk) -> None:
    with desk.site.register.writing() as connection:
        case = cases.by_reference(connection, "C-1")
        assert case is not None
        sealed = desk._vault.seal(case.key_id, b'{"surname": "OSTERLUND"}', f"contact:{case.case_id}:2")
        rows = [
            {"identity_id": 2, "contact_ref": "REF00002", "key_id": case.key_id, "payload": sealed},
            {"identity_id": 3, "contact_ref": "REF00003", "key_id": None, "payload": None},
        ]
        connection.execute(insert(contact), [{"case_id": case.case_id, "first_run_id": 1, **row} for row in rows])
