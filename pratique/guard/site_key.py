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
    return key


def load_site_key(settings: Settings) -> SiteKey:
    """The key from the environment, else from the key command, else from the key file.

    Raises NotReady when there is none, when it is malformed, or when others may read the file.
    """
    if settings["site_key"]:
        return _decoded(settings["site_key"], "PRATIQUE_SITE_KEY")
    if settings["site_key_command"]:
        return _decoded(output_of(settings["site_key_command"], "site key"), "the output of site_key_command")
    path = settings.path("site_key_file")
    try:
        mode = path.stat().st_mode
        text = path.read_text()
    except FileNotFoundError:
        raise NotReady(
            "The site key is missing: without it nothing that identifies people can be read.",
            f"Put it back at {settings['site_key_file']}, or set site_key_command or PRATIQUE_SITE_KEY.",
        ) from None
    except (PermissionError, UnicodeDecodeError):
        raise NotReady("The site key's file cannot be read.", "Run as its owner; check the file.") from None
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise NotReady(
            f"Others than its owner may read the site key ({stat.filemode(mode)}).",
            f"chmod 600 {settings['site_key_file']}, and think about whether somebody did.",
        )
    return _decoded(text, settings["site_key_file"])


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
