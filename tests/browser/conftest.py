"""A published folder with the real site, served on loopback, and visitors to it."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.foreign_issuers import foreign_entries
from tests.browser.visitors import CHROMIUM, Visitor, Visits, build_site, chromium, serving
from tests.verifier_site.authority import Authority


@pytest.fixture(scope="session")
def authority() -> Authority:
    """The page reads the device's clock, so this authority lives now."""
    now = datetime.now(UTC).replace(microsecond=0)
    return Authority(now, foreign=foreign_entries(now))


@pytest.fixture(scope="session")
def site(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site."""
    folder = tmp_path_factory.mktemp("dist") / "site"
    build_site(authority, folder)
    return folder


@pytest.fixture(scope="session")
def publish(site: Path, authority: Authority) -> Callable[[Path, timedelta], None]:
    """Publishes the site and the authority's lists of a given age into a folder; index 7 is revoked."""

    def publish_into(public: Path, lists_age: timedelta) -> None:
        shutil.copytree(site, public / "site")
        authority.publish(public, revoked=[7], lists_age=lists_age)

    return publish_into


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    """Serves folders until the tests end; returns the address."""
    with ExitStack() as servers:
        yield lambda public: servers.enter_context(serving(public))


@pytest.fixture(scope="session")
def public_address(
    publish: Callable[[Path, timedelta], None],
    serve: Callable[[Path], str],
    tmp_path_factory: pytest.TempPathFactory,
) -> str:
    """Where a site with fresh lists is served."""
    public = tmp_path_factory.mktemp("public")
    publish(public, timedelta(hours=3))
    return serve(public)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not installed; the page cannot be tried without a browser.")
    with chromium() as browser:
        yield browser


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Visitor]]:
    """Makes visitors for one test."""
    visits = Visits(browser)
    yield visits.make
    visits.end()


@pytest.fixture(scope="module")
def ready_visitor(browser: Browser, public_address: str) -> Iterator[Visitor]:
    """One visitor for a whole module: starting Python for every test would be most of the work."""
    visits = Visits(browser)
    visitor = visits.make(public_address)
    visitor.open()
    yield visitor
    visits.end()


@pytest.fixture
def visitor(ready_visitor: Visitor) -> Visitor:
    """A visitor whose page is ready and empty."""
    ready_visitor.wipe()
    return ready_visitor
