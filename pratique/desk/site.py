"""A site: its folder, settings, register, movement store, places, and the point of entry it works at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pratique.errors import Conflict, NotReady, PratiqueError
from pratique.guard.site_key import SiteKey, fitting_key, load_site_key, make_site_key
from pratique.guard.vault import Vault, make_index_key
from pratique.model.places import PointOfEntry
from pratique.rules.rulebook import Book, load_book
from pratique.settings import FILE, Settings, load_settings
from pratique.stores.movements import Movements, open_movements, readable_path
from pratique.stores.places import Places, read_places
from pratique.stores.register import crossings, leg_lines
from pratique.stores.register.digests import replace_digests
from pratique.stores.register.register import Register, meta, set_meta

STORE_VERSION = "1"
"""Version of what lies in the movement folder and in sealed payloads; the register's schema has its own."""
_TABLES = Path("tables")
_DIGESTS, _KEYED = "digests", "keyed"


@dataclass(frozen=True)
class Site:
    """Everything a desk is wired from. Opened by `open_site`, closed by leaving its block."""

    settings: Settings
    register: Register
    places: Places
    book: Book
    here: PointOfEntry
    site_key: SiteKey

    @cached_property
    def movements(self) -> Movements:
        """The movement tables; their libraries are loaded by whoever asks for them first, which no trace does."""
        return open_movements(self.movement_folder)

    @property
    def movement_folder(self) -> Path:
        """Where the movement tables lie."""
        return self.settings.path("movements")

    def close(self) -> None:
        """Let go of the register."""
        self.register.close()

    def __enter__(self) -> Site:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def make_site(folder: Path, toml: str, now: datetime, environ: Mapping[str, str]) -> Settings:
    """A new, empty site in this folder: settings file, site key, register, tables to fill in.

    Raises Conflict if there is a site already; what exists is never overwritten.
    """
    if (folder / FILE).exists():
        raise Conflict(f"There is a site in {folder} already.", "Choose another folder, or work with that site.")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _TABLES).mkdir(exist_ok=True)
    (folder / "senders").mkdir(exist_ok=True)
    for name, text in _SITE_TABLES.items():
        (folder / _TABLES / name).write_text(text, encoding="utf-8")
    (folder / FILE).write_text(toml, encoding="utf-8")
    try:
        settings = load_settings(folder, environ=environ)
        external = settings["site_key"] or settings["site_key_command"]
        register = Register(settings.register_url)
        try:
            register.upgrade()
            with register.writing() as connection:
                if meta(connection, "site_key") is not None:
                    raise Conflict("This register belongs to a site already.", "Give register_url another database.")
                key = load_site_key(settings) if external else make_site_key(settings.path("site_key_file"))
                set_meta(connection, "store_version", STORE_VERSION)
                set_meta(connection, _DIGESTS, _KEYED)
                crossings.mark_whole(connection)
                leg_lines.mark_whole(connection)
                make_index_key(connection, key, now)
        finally:
            register.close()
    except PratiqueError:
        # Without its settings file the folder is no site, so that the command can be given again, corrected.
        (folder / FILE).unlink()
        raise
    settings.path("movements").mkdir(exist_ok=True)
    return settings


def open_site(settings: Settings) -> Site:
    """The site behind these settings, after checking its versions, its key and the path of its movement tables."""
    readable_path(settings.path("movements"))
    register = Register(settings.register_url)
    try:
        register.check_version()
        with register.reading() as connection:
            fingerprint, version = meta(connection, "site_key"), meta(connection, "store_version")
            digests = meta(connection, _DIGESTS)
            whole = crossings.are_whole(connection) and leg_lines.are_whole(connection)
        if version != STORE_VERSION:
            raise NotReady(
                f"This site was written by a newer version of pratique (store version {version}; "
                f"this one knows {STORE_VERSION}).",
                "Use that version; an older one could damage what it does not know.",
            )
        if not whole:
            raise NotReady(
                "The upgrade of this site was not finished: the register does not hold all lines and crossings yet.",
                "Run `pratique db upgrade`.",
            )
        key = fitting_key(settings, fingerprint)
        if digests != _KEYED:
            _key_digests(register, key)
        places = Places(read_places(settings.site / _TABLES / "places.toml"))
        return Site(
            settings=settings,
            register=register,
            places=places,
            book=_shipped_rules(),
            here=_here(settings, places),
            site_key=key,
        )
    except BaseException:
        register.close()
        raise


@cache
def _shipped_rules() -> Book:
    """The rules shipped with the product, the same for every site: read once a process, and only ever read."""
    return load_book()


def _key_digests(register: Register, key: SiteKey) -> None:
    """Earlier versions stored digests that whoever guessed a file could compare: key them, once, at the first open."""
    with register.writing() as connection:
        # Another process may have done it meanwhile.
        if meta(connection, _DIGESTS, hold=True) != _KEYED:
            replace_digests(connection, Vault(connection, key).keyed)
            set_meta(connection, _DIGESTS, _KEYED)


def _here(settings: Settings, places: Places) -> PointOfEntry:
    """The point of entry: what the settings say, and for a known airport what the table of places adds to it."""
    code = settings["point_of_entry"].upper()
    place = places.find(code) if code else None
    zone = settings["zone"] or (place and place.zone) or "UTC"
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise NotReady(f"`zone` is not a time zone: {zone}.", "Give an IANA name such as Asia/Shanghai.") from None
    return PointOfEntry(
        code=code,
        name=settings["point_of_entry_name"] or (place.name if place else code),
        country=settings["country"].upper() or (place.country if place else None),
        zone=zone,
    )


_SITE_TABLES = {
    "places.toml": """# Airports and points of entry that the built-in table lacks or has wrong.
# [XYZ]
# name = "New Harbour"
# country = "CN"          # ISO 3166-1 alpha-2
# zone = "Asia/Shanghai"  # IANA name
""",
    "retention.toml": """# How long this site keeps records, where it is not the default: docs/how-to/retention.md.
# [traveller]
# days = 21
# source = "Decree 12/2026, section 4"
# law = ""                # the legal text, where the period is longer than the default
""",
    "notifiers.toml": """# Notifiers whose signed notices need no second officer. One table each:
# [east-cdc]
# name = "East District CDC"
# public_key = "…"        # Ed25519, base64
""",
}
