"""What the action leaves in the workspace for later steps of the job: docstrings in the checkout, the API reference."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.standins.repositories import File
from tests.world import HEAD, World

CHECK_OUT = "ref: ${{ github.event.pull_request.head.sha }}"
PAGES = {"index.md", "shop/cart.md", "shop/order.md"}


def changed(workspace: Path) -> list[str]:
    """What git would say of the checkout."""
    status = ["git", "status", "--porcelain", "--untracked-files=all"]
    return subprocess.run(status, cwd=workspace, check=True, capture_output=True, text=True).stdout.splitlines()


def pages(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*.md")}


def test_docstrings_are_written_into_the_checkout_and_nowhere_else(world: World) -> None:
    workspace = world.check_out()
    step = world.run({"mode": "write"})
    assert step.code == 0, step.log
    assert changed(workspace) == [" M shop/cart.py", " M shop/order.py"]
    assert step.outputs["files-written"] == "2"
    remaining = iter((workspace / "shop/cart.py").read_text("utf-8").splitlines())
    assert all(line in remaining for line in HEAD["shop/cart.py"].splitlines())
    assert world.comments == []


def test_a_second_run_on_the_fresh_checkout_writes_the_same(world: World) -> None:
    workspace = world.check_out()
    world.run({"mode": "write"})
    before = (workspace / "shop/cart.py").read_bytes()
    subprocess.run(["git", "checkout", "--quiet", "."], cwd=workspace, check=True)
    assert world.run({"mode": "write"}).outputs["api-calls"] == "0"
    assert (workspace / "shop/cart.py").read_bytes() == before


def test_written_docstrings_count_as_there(world: World) -> None:
    world.check_out()
    assert world.run({"mode": "write", "fail-on": "missing"}).code == 0


def test_a_checkout_of_another_commit_is_refused_before_anybody_is_asked_with_what_to_check_out(world: World) -> None:
    workspace = world.check_out("main")
    step = world.run({"mode": "write"})
    assert step.code == 1
    assert CHECK_OUT in step.log
    assert changed(workspace) == []
    assert world.claude.requests == []


def test_without_a_checkout_the_message_asks_for_one(world: World) -> None:
    step = world.run({"mode": "write"})
    assert step.code == 1
    assert "actions/checkout" in step.log
    assert world.claude.requests == []


def test_a_link_that_an_earlier_step_put_in_place_of_a_file_is_not_followed(world: World, tmp_path: Path) -> None:
    workspace, outside = world.check_out(), tmp_path / "outside.py"
    outside.write_text(HEAD["shop/cart.py"], "utf-8")
    (workspace / "shop/cart.py").unlink()
    (workspace / "shop/cart.py").symlink_to(outside)
    step = world.run({"mode": "write"})
    assert step.code == 1
    assert "leads out of the working tree" in step.log
    assert outside.read_text("utf-8") == HEAD["shop/cart.py"]


def test_the_reference_has_a_page_for_every_module_with_the_docs_of_this_run(world: World) -> None:
    step = world.run({"reference-path": "docs/api"})
    assert step.code == 0, step.log
    folder = world.runner.workspace / step.outputs["reference-path"]
    assert pages(folder) == PAGES
    cart = (folder / "shop/cart.md").read_text("utf-8")
    assert "Return the sum." in cart
    assert "def discount(price: int, percent: int = 10) -> int" in cart
    assert "**Raises**" in cart
    assert len(world.comments) == 1


def test_the_reference_is_the_same_after_a_second_run(world: World) -> None:
    inputs = {"mode": "summary", "reference-path": "docs/api"}
    folder = world.runner.workspace / "docs/api"
    world.run(inputs)
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*.md")}
    world.run(inputs)
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*.md")} == before


@pytest.mark.parametrize("path", ["..", "/tmp/api", ".", ".git/hooks", "away/api"])
def test_a_reference_outside_of_the_workspace_is_refused_before_anybody_is_asked(world: World, path: str) -> None:
    (world.runner.workspace / "away").symlink_to("/var/tmp")
    step = world.run({"reference-path": path})
    assert step.code == 2
    assert "no folder inside of the workspace" in step.log
    assert world.claude.requests == []


def test_a_page_that_people_wrote_is_not_replaced_and_the_docs_are_delivered_all_the_same(world: World) -> None:
    mine = world.runner.workspace / "docs" / "index.md"
    mine.parent.mkdir()
    mine.write_text("# Mine\n")
    step = world.run({"reference-path": "docs"})
    assert step.code == 1
    assert "is not a page of docgen's" in step.log
    assert mine.read_text() == "# Mine\n"
    assert len(world.comments) == 1


def test_an_executable_module_stays_executable(world: World) -> None:
    world.push({"tool.py": File(b"def run(x: int) -> int:\n    return x * 2 + 1\n", "100755")})
    workspace = world.check_out()
    assert world.run({"mode": "write"}).outputs["files-written"] == "3"
    assert (workspace / "tool.py").stat().st_mode & 0o111


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away, as it does in the container")
def test_what_is_left_belongs_to_whom_the_workspace_belongs(world: World) -> None:
    workspace = world.check_out()
    subprocess.run(["chown", "--recursive", "4242:4243", str(workspace)], check=True)
    step = world.run({"mode": "write", "reference-path": "docs/api"})
    assert step.code == 0, step.log
    owners = {(path.lstat().st_uid, path.lstat().st_gid) for path in [workspace, *workspace.rglob("*")]}
    assert owners == {(4242, 4243)}
