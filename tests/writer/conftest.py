"""What several of the writer's tests hold."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack

import pytest

from docgen.writer.claude import Claude
from docgen.writer.models import Model, find_model, load_models
from docgen.writer.service import Connection
from docgen.writer.timing import Timing

OpenClaude = Callable[..., Claude]


@pytest.fixture
def open_claude() -> Iterator[OpenClaude]:
    """Open a service as a test wants it, with nothing from the environment, and close it in the end."""
    with ExitStack() as stack:

        def open_it(
            connection: Connection,
            *,
            silence: float = 5.0,
            environ: Mapping[str, str] | None = None,
            clock: Callable[[], float] | None = None,
        ) -> Claude:
            model = find_model(connection.model, load_models()) or Model()
            timing = Timing(clock or time.monotonic, silence=silence)
            claude = Claude(connection, model, timing, environ=environ or {})
            stack.callback(claude.close)
            return claude

        yield open_it
