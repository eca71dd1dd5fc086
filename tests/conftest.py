"""Fixtures that several tests share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from plans import CORPUS, the_rules

if TYPE_CHECKING:
    from kehoach.rulebook import Rulebook
    from kehoach.store import Store

# A shared machine is slow now and then, and a failure must be there again on the next run.
settings.register_profile("project", deadline=None, derandomize=True)
settings.load_profile("project")


@pytest.fixture(scope="session")
def rules() -> Rulebook:
    """The program's own rules."""
    return the_rules()


@pytest.fixture(scope="session")
def corpus_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store of corpus/plans."""
    from kehoach.batch import run
    from kehoach.store import open_store

    out = tmp_path_factory.mktemp("corpus_store")
    summary = run([CORPUS / "plans"], out)
    assert not summary.failures
    return open_store(out)
