"""The key an officer holds on a device: what proves at the command line who is working.

A file that only its owner may read, outside the site; or whatever `device_key_command` prints, such as an entry
of the system's keyring. The register knows the public half alone.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from pratique.errors import Conflict, NotReady
from pratique.guard.site_key import output_of
from pratique.settings import Settings


@dataclass(frozen=True, slots=True, repr=False)
class DeviceKey:
    """An Ed25519 key pair."""

    private: Ed25519PrivateKey

    @property
    def public(self) -> str:
        """The public half, base64."""
        return base64.b64encode(self.private.public_key().public_bytes_raw()).decode()

    @property
    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits of the public half."""
        return fingerprint(self.public)

    def proves(self, public: str) -> bool:
        """Whether this key can sign what that public half verifies."""
        challenge = os.urandom(32)
        try:
            Ed25519PublicKey.from_public_bytes(base64.b64decode(public)).verify(self.private.sign(challenge), challenge)
        except (InvalidSignature, ValueError):
            return False
        return True


def fingerprint(public: str) -> str:
    """Sixteen hexadecimal digits that tell keys apart."""
    return hashlib.sha256(public.encode()).hexdigest()[:16]


def make_device_key(path: Path) -> DeviceKey:
    """A new key in a file that only its owner may read. Raises Conflict if there is one: it is never overwritten."""
    key = DeviceKey(Ed25519PrivateKey.generate())
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Conflict(
            f"There is a device key in {path} already.",
            "Work with it; a second officer at this computer names another file with PRATIQUE_DEVICE_KEY_FILE.",
        ) from None
    with os.fdopen(descriptor, "w") as out:
        out.write(base64.b64encode(key.private.private_bytes_raw()).decode() + "\n")
    return key


def load_device_key(settings: Settings) -> DeviceKey | None:
    """The key that `device_key_command` prints, else the one in `device_key_file`; None where there is none.

    Raises NotReady where the command fails, others than its owner may read the file, or the key is malformed.
    """
    if settings["device_key_command"]:
        return _decoded(output_of(settings["device_key_command"], "device key"), "the output of device_key_command")
    path = key_file(settings)
    try:
        mode, text = path.stat().st_mode, path.read_text()
    except FileNotFoundError:
        return None
    except (PermissionError, UnicodeDecodeError):
        raise NotReady("The device key cannot be read.", f"Check {path}.") from None
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise NotReady(
            f"Others than its owner may read the device key ({stat.filemode(mode)}).",
            f"chmod 600 {path}; if somebody may have read it, have the officer disabled and invited anew.",
        )
    return _decoded(text, str(path))


def key_file(settings: Settings) -> Path:
    """Where this user's device key for the site lies."""
    return Path(settings["device_key_file"]).expanduser()


def _decoded(text: str, where: str) -> DeviceKey:
    try:
        return DeviceKey(Ed25519PrivateKey.from_private_bytes(base64.b64decode(text.strip(), validate=True)))
    except (binascii.Error, ValueError):
        raise NotReady(f"The device key in {where} is malformed.", "Put the right key there.") from None
