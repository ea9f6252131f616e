"""One file with everything of a site but its key, and a site made from it again.

In: an open site. Out: a tar with the register (always as SQLite), the movement tables as they are now, settings and
tables. What identifies people is ciphertext in it, as in the register. Neither the site key nor the log is in it.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import tomllib
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from pratique import __version__
from pratique.desk.site import STORE_VERSION, Site
from pratique.desk.work import open_desk
from pratique.errors import Conflict, NotReadable, NotReady
from pratique.model.access import Purpose, Subject, SubjectKind
from pratique.settings import FILE
from pratique.stores.archive import Index, read_index, unpack, write_archive
from pratique.stores.movements import open_movements
from pratique.stores.movements.snapshot import current_files
from pratique.stores.register import receipts
from pratique.stores.register.forgetting import forget
from pratique.stores.register.lease import writer
from pratique.stores.register.register import HEAD, Register, meta
from pratique.stores.register.scrub import scrub
from pratique.stores.register.snapshot import copy_register

_REGISTER = "register.sqlite"
_MOVEMENTS = "movements"
_FOLDERS = ("tables", "senders")
_ELSEWHERE = ("register_url", "movements")
"""Settings that say where this very site keeps its stores: a restored site has its own."""


def back_up(site: Site, file: Path, now: datetime) -> int:
    """Write this site, as of one moment, to a new file; its size in bytes.

    Raises Conflict if the file exists, if another process writes, or if a killed process left files half loaded.
    """
    _refuse_existing(file)
    if not file.absolute().parent.is_dir():
        raise NotReady(f"There is no folder {file.parent}.", "Make it, or choose another place for the backup.")
    with writer(site.register, site.movement_folder, "making a backup", now):
        with site.register.reading() as connection:
            if receipts.pending_batches(connection):
                raise Conflict(
                    "A process ended while it loaded files; what it left is neither stored nor removed yet.",
                    "Run `pratique intake load` with any file (one loaded before will do), then the backup again.",
                )
        settings_and_tables = _site_files(site)
        subject = Subject(SubjectKind.SITE, site.here.code)
        with (
            open_desk(site, purpose=Purpose.ADMINISTRATION, subject=subject, clock=lambda: now) as desk,
            site.register.writing() as connection,
        ):
            desk.log(connection, "site.backup", {})
        with site.register.reading() as connection:
            facts = {"pratique": __version__, "store_version": meta(connection, "store_version"), "schema": HEAD}
        try:
            _write(site, file, now, facts, settings_and_tables)
        except OSError as error:
            raise NotReady(
                f"The backup could not be written: {error.strerror}.",
                "Check the disk's space and the folder's permissions.",
            ) from None
    return file.stat().st_size


def restore_site(file: Path, folder: Path, erased: Mapping[str, list[int]] | None = None) -> None:
    """Make the site of a backup again in this new or empty folder, with an SQLite register and without its key.

    `erased` are the numbers that `persons.forgotten` gave at the present site: what persons had erased since the backup
    was made is erased from it again. Everything is verified before anything is put in place. Raises Broken, naming the
    member, where it is not what was backed up; NotReady for a backup of a newer version; Conflict for a folder that
    holds something.
    """
    folder = folder.absolute()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Conflict(f"{folder} is not an empty folder.", "Name a new folder.")
    try:
        archive = file.open("rb")
    except OSError as error:
        raise NotReadable(f"{file} cannot be opened: {error.strerror}.", "Check its name and permissions.") from None
    with archive:
        index = read_index(archive)
        _refuse_newer(index)
        _refuse_strange(member.name for member in index.members)
        made = _first_missing(folder)
        try:
            _put_in_place(archive, index, folder, erased or {})
        except OSError as error:
            raise NotReady(
                f"The backup could not be restored: {error.strerror}.", "Check the disk's space and permissions."
            ) from None
        finally:
            if made is not None and not (folder / FILE).exists():
                shutil.rmtree(made, ignore_errors=True)


# -- what goes in -----------------------------------------------------------------------------------------------------


def _write(site: Site, file: Path, now: datetime, facts: dict[str, Any], own: list[tuple[str, Path]]) -> None:
    # Beside the target, so that the finished file only has to be renamed; for its owner only; gone in any case.
    with tempfile.TemporaryDirectory(prefix=".pratique-backup-", dir=file.absolute().parent) as name:
        beside, root = Path(name), site.movement_folder.resolve()
        copy_register(site.register, beside / _REGISTER)
        (beside / FILE).write_text(_settings_without_places(site), encoding="utf-8")
        made = [(name, beside / name) for name in (FILE, _REGISTER)]
        movements = [(f"{_MOVEMENTS}/{path.relative_to(root).as_posix()}", path) for path in current_files(root)]
        write_archive(beside / "backup.tar", now, facts, [*made, *own, *movements])
        _refuse_existing(file)
        (beside / "backup.tar").rename(file)


def _site_files(site: Site) -> list[tuple[str, Path]]:
    """The files of the tables and of the senders' profiles; never the site key or the log, wherever they are kept."""
    root = site.settings.site
    never = {site.settings.path(name).resolve() for name in ("site_key_file", "log_file")}
    keys = site.settings.path("site_key_file").resolve()
    never |= set(keys.parent.glob(f"{keys.name}.*"))  # the one before it, the one to come
    return [
        (path.relative_to(root).as_posix(), path)
        for name in _FOLDERS
        for path in sorted((root / name).rglob("*"))
        if path.is_file() and path.resolve() not in never
    ]


def _settings_without_places(site: Site) -> str:
    """The settings file, with a note instead of each address that a restored site must not share with this one.

    The address itself is left out: it may hold a password.
    """
    text = (site.settings.site / FILE).read_text(encoding="utf-8")
    for name in _ELSEWHERE:
        note = f"# {name} was set here; a restored site keeps its own beside this file."
        text = re.sub(rf"""(?m)^[ \t]*["']?{name}["']?[ \t]*=.*$""", note, text)
    try:
        left = [name for name in _ELSEWHERE if name in tomllib.loads(text)]
    except tomllib.TOMLDecodeError:
        left = list(_ELSEWHERE)
    if left:
        raise NotReady(f"{FILE} is written in an unusual way.", f"Give {' and '.join(left)} one line each.")
    return text


def _refuse_existing(file: Path) -> None:
    if file.exists() or file.is_symlink():
        raise Conflict(f"{file} exists already.", "Choose another name: a backup never replaces a file.")


# -- what comes out ---------------------------------------------------------------------------------------------------


def _put_in_place(archive: BinaryIO, index: Index, folder: Path, erased: Mapping[str, list[int]]) -> None:
    """Unpack and verify beside, then rename each part into the folder; the settings, which make it a site, last."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(prefix=".restoring-", dir=folder) as name:
        staging = Path(name)
        unpack(archive, index, staging)
        for needed in (_MOVEMENTS, *_FOLDERS, "keys"):
            (staging / needed).mkdir(exist_ok=True, mode=0o700)
        if any(erased.values()):
            _forget(staging, erased, index.made_at)
        for entry in sorted(staging.iterdir(), key=lambda path: path.name == FILE):
            entry.rename(folder / entry.name)


def _forget(staging: Path, erased: Mapping[str, list[int]], now: datetime) -> None:
    """Erase persons from the unpacked register and tables; their numbers are the same as when the backup was made."""
    register = Register(f"sqlite:///{staging / _REGISTER}")
    identities = erased.get("identities", [])
    try:
        with register.writing() as connection:
            forget(connection, identities, erased.get("files", []))
        scrub(register)
    finally:
        register.close()
    open_movements(staging / _MOVEMENTS).forget(identities, now)


def _refuse_newer(index: Index) -> None:
    store, schema = str(index.facts.get("store_version")), str(index.facts.get("schema"))
    if not (store.isdecimal() and int(store) <= int(STORE_VERSION) and schema <= HEAD):
        raise NotReady(
            f"This backup was made by a newer version of pratique ({index.facts.get('pratique')}: store version "
            f"{store}, schema {schema}; this one knows {STORE_VERSION} and {HEAD}).",
            "Restore it with that version.",
        )


def _refuse_strange(names: Iterable[str]) -> None:
    known = {FILE, _REGISTER}
    for name in names:
        top, slash, _ = name.partition("/")
        if not (name in known if not slash else top in (_MOVEMENTS, *_FOLDERS)):
            raise NotReadable(
                "The backup holds a file that pratique does not know.",
                "It was not made by this version: do not use it.",
            )


def _first_missing(folder: Path) -> Path | None:
    """The topmost folder that will have to be made, and is removed again if nothing comes of it."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    return missing[-1] if missing else None
