"""Lets contestants run through the scenes, each in a folder and with tables of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import boto3

from benchmarks.moto import REGION, moto
from benchmarks.performance import latency, sources
from benchmarks.performance.contestants import CODE, OUR_TABLE, RIVALS_TABLE, Contestant
from benchmarks.performance.figures import Figure, Scene
from benchmarks.performance.measure import ROOT, Run, run

LONGEST_REAL_TIME = 80.0
"""Seconds that a first run may take to be played in real time too."""

FILE = "generated.py"


def play(contestant: Contestant, source: str) -> Iterator[Figure]:
    """Run through all scenes with one file.

    The model answers at once, and how long it would take is computed. A first run that does not take too long is
    played once more with a model that takes its time; a run that asks nobody takes what it takes.
    """
    names = sources.names_of(source)
    with stage(contestant) as (folder, environ):
        (folder / CODE / FILE).write_text(source, "utf-8")
        for scene in contestant.scenes:
            prepare(scene, folder / CODE)
            played = run(contestant.command(folder), folder, environ, latency.AT_ONCE)
            figure = to_figure(contestant, scene, played, source.count("\n"), len(names))
            if scene is Scene.FIRST:
                figure = replace(figure, documented=contestant.documented(played, names))
                if figure.waiting_seconds <= LONGEST_REAL_TIME:
                    figure = replace(figure, measured_seconds=in_real_time(contestant, source))
            yield figure


def in_real_time(contestant: Contestant, source: str) -> float:
    """The wall time of a first run with a model that takes its time."""
    with stage(contestant) as (folder, environ):
        (folder / CODE / FILE).write_text(source, "utf-8")
        return run(contestant.command(folder), folder, environ, latency.REAL_TIME).seconds


def to_figure(contestant: Contestant, scene: Scene, played: Run, lines: int, symbols: int) -> Figure:
    """What a run with a model that answers at once tells."""
    return Figure(
        contestant=contestant.name,
        lines=lines,
        symbols=symbols,
        scene=scene,
        measured_seconds=None if played.calls else played.seconds,
        cpu_seconds=played.cpu_seconds,
        waiting_seconds=latency.waiting_seconds(played.answers, contestant.workers),
        calls=played.calls,
        input_tokens=played.input_tokens,
        output_tokens=played.output_tokens,
        longest_answer=max(played.answers, default=0),
        cost_usd=played.cost_usd,
        documented=None,
        peak_mb=played.peak_mb,
    )


def prepare(scene: Scene, folder: Path) -> None:
    """Let happen to the code what happens before a scene."""
    match scene:
        case Scene.CHANGED:
            sources.change_one_in(folder)
        case Scene.FORMATTED:
            sources.reformat(folder)
        case Scene.MOVED:
            sources.move(folder)


@contextmanager
def stage(contestant: Contestant) -> Iterator[tuple[Path, dict[str, str]]]:
    """Give out an empty folder for a contestant, and the environment that leads it to empty tables if it needs any."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        (folder / CODE).mkdir()
        environ = {"HOME": str(folder)}
        if contestant.needs_tables:
            environ |= stack.enter_context(moto()) | {"AWS_DEFAULT_REGION": REGION}
            _create_tables(environ)
        yield folder, environ


def _create_tables(environ: dict[str, str]) -> None:
    boto3.client(
        "dynamodb",
        REGION,
        endpoint_url=environ["AWS_ENDPOINT_URL_DYNAMODB"],
        aws_access_key_id=environ["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=environ["AWS_SECRET_ACCESS_KEY"],
    ).create_table(
        TableName=RIVALS_TABLE,
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
    )
    command = [sys.executable, "-m", "docgen.cli", "cache", "create", "--cache-table", OUR_TABLE]
    subprocess.run(command, check=True, env={**os.environ, **environ}, cwd=ROOT, stdout=subprocess.DEVNULL)
