"""A site with one acknowledged file, copied for every test from one made once in each test process."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlalchemy.engine import make_url

from tests.durability.messages import A, B, C
from tests.durability.site import FIRST, Place, content, listed
from tests.lib.postgres import Cluster

ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]


class Template(NamedTuple):
    """A site that holds A; what it holds, and what the case's trace shows, with A; with B, too; with C, too."""

    place: Place
    whole: list[dict[str, Any]]
    lists: list[dict[str, Any]]
    full: Place
    """The site with all three, and its case traced."""


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """The register's database."""
    return str(request.param)


@pytest.fixture
def template(engine: str, request: pytest.FixtureRequest) -> Template:
    """The one of this test process, on this engine."""
    found: Template = request.getfixturevalue(f"{engine}_template")
    return found


@pytest.fixture
def place(engine: str, template: Template, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """A site of the test's own that holds A."""
    with ExitStack() as stack:
        cluster = request.getfixturevalue("postgres") if engine == "postgresql" else None
        yield copy_place(template.place, tmp_path / "site", cluster, stack)


@pytest.fixture
def full(engine: str, template: Template, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """A site of the test's own with A, B and C whose case was traced."""
    with ExitStack() as stack:
        cluster = request.getfixturevalue("postgres") if engine == "postgresql" else None
        yield copy_place(template.full, tmp_path / "site", cluster, stack)


@pytest.fixture
def whole(template: Template) -> list[dict[str, Any]]:
    """What a site holds with A; with A and B; with A, B and C."""
    return list(template.whole)


@pytest.fixture
def lists(template: Template) -> list[dict[str, Any]]:
    """The contact list of a site with A; with A and B; with A, B and C."""
    return list(template.lists)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    folder = tmp_path_factory.mktemp("sqlite") / "site"
    with ExitStack() as stack:
        return make_template(Place(folder, f"sqlite:///{folder / 'register.sqlite'}"), None, stack)


@pytest.fixture(scope="session")
def postgresql_template(tmp_path_factory: pytest.TempPathFactory, postgres: Cluster) -> Iterator[Template]:
    with ExitStack() as stack:
        url = stack.enter_context(postgres.database())
        yield make_template(Place(tmp_path_factory.mktemp("postgresql") / "site", url), postgres, stack)


def make_template(place: Place, cluster: Cluster | None, stack: ExitStack) -> Template:
    place.make()
    place.load(A, now=FIRST)
    copy = copy_place(place, place.folder.parent / "uninterrupted", cluster, stack)
    whole, lists = [content(copy)], [listed(copy)]
    for file in (B, C):
        copy.load(file)
        whole.append(content(copy))
        lists.append(listed(copy))
    return Template(place, whole, lists, copy)


def copy_place(template: Place, folder: Path, cluster: Cluster | None, stack: ExitStack) -> Place:
    shutil.copytree(template.folder, folder)
    if cluster is None:
        return Place(folder, f"sqlite:///{folder / 'register.sqlite'}")
    return Place(folder, stack.enter_context(cluster.database(str(make_url(template.url).database))))
