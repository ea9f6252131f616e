"""The site key: the one secret outside the database, under which all data keys are wrapped."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import secrets
import shlex
import stat
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pratique.errors import NotReady
from pratique.settings import Settings

_LENGTH = 32


@dataclass(frozen=True, slots=True, repr=False)
class SiteKey:
    """256 bits. `fingerprint` tells whether it is the right key without saying anything about it."""

    secret: bytes

    @property
    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits, stored in the register to recognise a wrong key."""
        return hashlib.blake2b(b"pratique site key", key=self.secret, digest_size=8).hexdigest()


def make_site_key(path: Path) -> SiteKey:
    """A new key in a file that only its owner may read; an existing file is never overwritten."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = SiteKey(secrets.token_bytes(_LENGTH))
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(base64.b64encode(key.secret).decode() + "\n")
        file.flush()
        os.fsync(descriptor)
    _kept(path.parent)
    return key


def new_key_file(settings: Settings) -> Path:
    """Where a new site key lies from before it is in use until it is where the settings look for it."""
    path = settings.path("site_key_file")
    return path.with_name(f"{path.name}.new")


def fitting_key(settings: Settings, fingerprint: str | None) -> SiteKey:
    """The site key with this fingerprint: where the settings say, or a new one that was not put there yet.

    A new key that is kept in a file is put in its place then; that is how an interrupted change of keys is finished.
    Raises NotReady where neither fits, or as `load_site_key` does.
    """
    key = load_site_key(settings)
    if key.fingerprint == fingerprint:
        return key
    new = new_key_file(settings)
    if new.exists() and (found := _read(new, new.name)).fingerprint == fingerprint:
        if in_file(settings):
            put_in_place(settings, key)
        return found
    raise NotReady(
        "The site key does not fit this register: it is another site's key, or one that was replaced.",
        "Use the key made with this site, or with the last `pratique guard rotate-key`.",
    )


def in_file(settings: Settings) -> bool:
    """Whether the site key is kept in a file, rather than in the environment or behind a command."""
    return not (settings["site_key"] or settings["site_key_command"])


def put_in_place(settings: Settings, before: SiteKey) -> Path:
    """Put the new key where the settings look for it; where the old one is kept. There is a key at every moment."""
    path = settings.path("site_key_file")
    old = path.with_name(f"{path.name}.{before.fingerprint}.old")
    # Another process may be doing the same.
    with suppress(FileExistsError):
        os.link(path, old)
    with suppress(FileNotFoundError):
        new_key_file(settings).replace(path)
    _kept(path.parent)
    return old


def _kept(folder: Path) -> None:
    """Make sure that the names in a folder outlive a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def load_site_key(settings: Settings) -> SiteKey:
    """The key from the environment, else from the key command, else from the key file.

    Raises NotReady when there is none, when it is malformed, or when others may read the file.
    """
    if settings["site_key"]:
        return _decoded(settings["site_key"], "PRATIQUE_SITE_KEY")
    if settings["site_key_command"]:
        return _decoded(output_of(settings["site_key_command"], "site key"), "the output of site_key_command")
    return _read(settings.path("site_key_file"), settings["site_key_file"])


def _read(path: Path, name: str) -> SiteKey:
    try:
        mode = path.stat().st_mode
        text = path.read_text()
    except FileNotFoundError:
        raise NotReady(
            "The site key is missing: without it nothing that identifies people can be read.",
            f"Put it back at {name}, or set site_key_command or PRATIQUE_SITE_KEY.",
        ) from None
    except (PermissionError, UnicodeDecodeError):
        raise NotReady("The site key's file cannot be read.", "Run as its owner; check the file.") from None
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise NotReady(
            f"Others than its owner may read the site key ({stat.filemode(mode)}).",
            f"chmod 600 {name}, and think about whether somebody did.",
        )
    return _decoded(text, name)


def _decoded(text: str, where: str) -> SiteKey:
    try:
        secret = base64.b64decode(text.strip(), validate=True)
    except binascii.Error:
        secret = b""
    if len(secret) != _LENGTH:
        raise NotReady(
            f"The site key in {where} is malformed: 32 bytes in base64 are needed.", "Put the right key there."
        )
    return SiteKey(secret)


def output_of(command: str, what: str) -> str:
    """What a command of the site's settings prints. Raises NotReady where it fails."""
    try:
        return subprocess.run(  # noqa: S603 -- the site's own setting, split without a shell
            shlex.split(command), check=True, capture_output=True, text=True, timeout=30
        ).stdout
    except (OSError, ValueError, subprocess.SubprocessError):
        raise NotReady(f"The command that prints the {what} failed.", "Run it by hand to see why.") from None
