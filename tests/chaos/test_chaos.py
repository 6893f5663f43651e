"""A few of the trials of `make chaos`, one of each kind; what they hold is told by `Result.problems`."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.chaos.proxy import Fault
from tests.chaos.scene import Scene
from tests.chaos.trial import Machine, Result, Strike, Trial

_QUOTED = Fault("status 403", "status", status=403)
TRIALS = [
    Trial(
        "a lost answer",
        "comment",
        strike=Strike("github POST /issues/N/comments", Fault("reset", "reset", is_after=True)),
    ),
    Trial(
        "a service that quotes keys", "suggest", strike=Strike("github POST /pulls/N/reviews", _QUOTED, is_lasting=True)
    ),
    Trial("Claude is down", "commit", strike=Strike("claude", Fault("500", "status", status=500), is_lasting=True)),
    Trial("the disk is full", "summary", machine=Machine(prefix=("sh", "-c", 'ulimit -f 0; exec "$@"', "sh"))),
    Trial(
        "killed between branch and commit",
        "pull-request",
        strike=Strike("github mutation createCommitOnBranch", signal=signal.SIGKILL),
    ),
    Trial("interrupted before anything is written", "comment", strike=Strike("github", signal=signal.SIGINT)),
    Trial(
        "terminated while the docs are delivered",
        "commit",
        strike=Strike("github mutation createCommitOnBranch", signal=signal.SIGTERM),
    ),
]


def play(folder: Path, trial: Trial) -> Result:
    with Scene(folder, trial) as scene:
        return scene.play()


@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.name)
def test_a_run_that_fails_says_why_and_the_next_one_completes_its_work(tmp_path: Path, trial: Trial) -> None:
    result = play(tmp_path, trial)
    assert result.problems == ()
    assert (result.lost, result.twice, result.doubled, result.wrong, result.leaks) == (0, 0, 0, 0, 0)


def test_the_search_finds_a_secret_that_leaks(tmp_path: Path) -> None:
    """Otherwise the silence of all other trials would prove nothing."""
    trial = Trial("told the key", "comment", inputs={"comment-id": "Zx4pN8sVb2Lm-0WqR6tYe1Uo"})
    assert "anthropic-api-key leaks into what was sent to GitHub" in play(tmp_path, trial).problems
