"""Every setting once: flag, then environment (`PRATIQUE_…`), then `pratique.toml`, then default."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pratique.errors import NotReady
from pratique.model.flights import normal_carrier, normal_flight, normal_registration

FILE = "pratique.toml"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its name in `pratique.toml`, what it is for, and its default as text."""

    name: str
    default: str
    help: str
    secret: bool = False
    """Never read from the file, never printed."""

    @property
    def environment(self) -> str:
        """The environment variable that sets it."""
        return f"PRATIQUE_{self.name.upper()}"


SETTINGS: tuple[Setting, ...] = (
    Setting("register_url", "", "Address of the register. Default: the SQLite file `register.sqlite` in the site."),
    Setting("movements", "movements", "Folder of the movement tables, relative to the site."),
    Setting("site_key_file", "keys/site.key", "File with the site key; only its owner may read it."),
    Setting("site_key_command", "", "Command that prints the site key (a key manager's client), instead of a file."),
    Setting("site_key", "", "The site key itself, base64; environment only.", secret=True),
    Setting("point_of_entry", "", "Code of this point of entry, such as CAN."),
    Setting("point_of_entry_name", "", "Its name, as printed on reports; else the airport's."),
    Setting(
        "country",
        "",
        "Country this site protects, ISO 3166-1 alpha-2; else the airport's. Decides what counts as entering.",
    ),
    Setting("zone", "", "Time zone of the point of entry, an IANA name; else the airport's, else UTC."),
    Setting(
        "device_key_file",
        "~/.config/pratique/device.key",
        "File with the key that proves which officer is working; only its owner may read it.",
    ),
    Setting("device_key_command", "", "Command that prints the device key (a keyring's client), instead of a file."),
    Setting(
        "client_token_file",
        "",
        "File with the token of a client, a machine that hands in files unattended; only its owner may read it.",
    ),
    Setting("actor", "", "Who is working, at a site that has no officers yet. Not proof of identity."),
    Setting("language", "en", "Language of reports and traces: en, or zh for Simplified Chinese."),
    Setting("audit_copy", "", "File that signed heads of the audit log are also written to, best on another machine."),
    Setting("audit_syslog", "", "Address of a syslog server (host:port, UDP) that heads are also sent to."),
    Setting("audit_webhook", "", "Address (https) that heads are also posted to, as JSON."),
    Setting("log_file", "pratique.log", "Where the log goes, relative to the site; JSON lines without names."),
)
"""All settings. Tables of `pratique.toml` beside them: `[authority]` (disease = rule id), `[aircraft]` (registration =
layout) and `[cabins]` (flight or carrier = layout)."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one site, resolved, with where each value came from."""

    site: Path
    values: Mapping[str, str]
    origin: Mapping[str, str]
    authority: Mapping[str, str] = field(default_factory=dict)
    aircraft: Mapping[str, str] = field(default_factory=dict)
    """Layouts by registration, normalised (``B1234``), with a deck after a stroke where one is named."""
    cabins: Mapping[str, str] = field(default_factory=dict)
    """Layouts by flight or carrier, likewise."""

    def __getitem__(self, name: str) -> str:
        """The value of a setting; empty where it is not set."""
        return self.values[name]

    def path(self, name: str) -> Path:
        """A setting that names a file or folder, relative to the site."""
        return self.site / self.values[name]

    @property
    def register_url(self) -> str:
        """Address of the register."""
        return self.values["register_url"] or f"sqlite:///{self.site / 'register.sqlite'}"


def find_site(flag: Path | None = None, environ: Mapping[str, str] = os.environ) -> Path:
    """The site's folder: the flag, then PRATIQUE_SITE, then the nearest folder upwards that holds a `pratique.toml`."""
    given = flag or (Path(environ["PRATIQUE_SITE"]) if environ.get("PRATIQUE_SITE") else None)
    if given:
        if (given / FILE).is_file():
            return given.resolve()
        raise NotReady(f"There is no site in {given}: it holds no {FILE}.", f"Make one with `pratique init {given}`.")
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / FILE).is_file():
            return folder
    raise NotReady(
        f"This folder is no site: there is no {FILE} here or above.",
        "Make one with `pratique init`, or name one with --site FOLDER or PRATIQUE_SITE.",
    )


def load_settings(
    site: Path, flags: Mapping[str, str | None] | None = None, environ: Mapping[str, str] = os.environ
) -> Settings:
    """The settings of the site in this folder; an unknown name or a wrong type in the file is a clear error."""
    flags = flags or {}
    stored = _read(site / FILE)
    authority, aircraft, cabins = (_table(name, stored.pop(name, {})) for name in ("authority", "aircraft", "cabins"))
    aircraft = _keyed("aircraft", aircraft, normal_registration)
    cabins = _keyed("cabins", cabins, lambda text: normal_flight(text) or normal_carrier(text))
    known = {setting.name for setting in SETTINGS if not setting.secret}
    for name, value in stored.items():
        if name not in known:
            raise NotReady(f"{FILE}: there is no setting `{name}`.", f"Settings: {', '.join(sorted(known))}.")
        if not isinstance(value, str):
            raise NotReady(f"{FILE}: `{name}` must be a text in quotes.", "See docs/reference/settings.md.")
    values: dict[str, str] = {}
    origin: dict[str, str] = {}
    for setting in SETTINGS:
        if (flag := flags.get(setting.name)) is not None:
            values[setting.name], origin[setting.name] = flag, "flag"
        elif setting.environment in environ:
            values[setting.name], origin[setting.name] = environ[setting.environment], setting.environment
        elif setting.name in stored:
            values[setting.name], origin[setting.name] = str(stored[setting.name]), FILE
        else:
            values[setting.name], origin[setting.name] = setting.default, "default"
    return Settings(site, values, origin, authority, aircraft, cabins)


def _table(name: str, table: object) -> dict[str, str]:
    if not isinstance(table, dict) or not all(isinstance(value, str) for value in table.values()):
        raise NotReady(f"{FILE}: [{name}] must be a table of texts.", "See docs/reference/settings.md.")
    return {str(key): str(value) for key, value in table.items()}


_KEYS = {
    "aircraft": "registration of an aircraft, such as B-1234",
    "cabins": "flight or carrier, such as ZZ305 or ZZ; a registration stands in [aircraft]",
}


def _keyed(name: str, table: Mapping[str, str], normal: Callable[[str], str | None]) -> dict[str, str]:
    """The table under normal keys: what is written otherwise would never be found, and nobody would know."""
    found: dict[str, str] = {}
    for written, layout in table.items():
        text, stroke, deck = written.partition("/")
        key = normal(text)
        if key is None or (stroke and not re.fullmatch(r"[A-Z0-9]{1,10}", deck)):
            raise NotReady(
                f"{FILE}: `{written}` in [{name}] is no {_KEYS[name]}.",
                'A deck of its own is written after a stroke, in quotes: "ZZ305/UPPER".',
            )
        if key + stroke + deck in found:
            raise NotReady(f"{FILE}: [{name}] gives `{written}` two layouts.", "Keep one of them.")
        found[key + stroke + deck] = layout
    return found


def _read(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NotReady(f"There is no {path.name} in {path.parent}.", "Make a site with `pratique init`.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise NotReady(f"{path.name} cannot be read: {error}.", "Correct the line it names.") from None
