"""A small sample day at a port, shipped with the package: every person in it is invented."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def sample_day() -> Path:
    """The folder of the sample day: manifests, crossings and notices as `README.md` in it describes.

    `pratique` is installed as plain files, so the folder is a real one.
    """
    return Path(str(files(__name__) / "day"))
