"""The world that is walked, built once for each file of tests."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.world.building import World, built_world


@pytest.fixture(scope="module")
def world(migrated_app: Flask) -> Iterator[World]:
    with built_world(migrated_app) as world:
        yield world
