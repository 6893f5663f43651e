import os
import stat
from pathlib import Path

import pytest

from docgen.delivery.files import FileDelivery, hand_over, make_folder
from docgen.errors import DeliveryError
from docgen.model import Edit, Report

BEFORE, AFTER = b"def f(): ...\r\n", b'def f():\r\n    """F."""\r\n'


def deliver(root: Path, *paths: str) -> None:
    FileDelivery(root).deliver(Report(), [Edit(path, BEFORE, AFTER) for path in paths])


def test_files_get_their_new_bytes_and_keep_their_mode(tmp_path: Path) -> None:
    script = tmp_path / "tool.py"
    script.write_bytes(BEFORE)
    script.chmod(0o750)
    deliver(tmp_path, "tool.py")
    assert script.read_bytes() == AFTER
    assert stat.S_IMODE(script.stat().st_mode) == 0o750


def test_nothing_is_left_beside_the_files(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(BEFORE)
    deliver(tmp_path, "a.py")
    assert [path.name for path in tmp_path.iterdir()] == ["a.py"]


def test_a_file_that_changed_since_it_was_read_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(b"x = 1\n")
    with pytest.raises(DeliveryError, match=r"a\.py changed while it was being documented"):
        deliver(tmp_path, "a.py")
    assert (tmp_path / "a.py").read_bytes() == b"x = 1\n"


def test_one_refused_file_does_not_keep_the_others(tmp_path: Path) -> None:
    (tmp_path / "b.py").write_bytes(BEFORE)
    with pytest.raises(DeliveryError, match="1 of 2 files were not written"):
        deliver(tmp_path, "gone.py", "b.py")
    assert (tmp_path / "b.py").read_bytes() == AFTER


@pytest.mark.parametrize("path", ["../outside.py", "link.py", "folder/outside.py"])
def test_no_path_leads_out_of_the_tree(tmp_path: Path, path: str) -> None:
    outside, root = tmp_path / "outside.py", tmp_path / "root"
    root.mkdir()
    outside.write_bytes(BEFORE)
    (root / "link.py").symlink_to(outside)
    (root / "folder").symlink_to(tmp_path)
    with pytest.raises(DeliveryError, match="leads out of the working tree"):
        deliver(root, path)
    assert outside.read_bytes() == BEFORE


def test_an_absolute_path_is_refused(tmp_path: Path) -> None:
    outside, root = tmp_path / "outside.py", tmp_path / "root"
    root.mkdir()
    outside.write_bytes(BEFORE)
    with pytest.raises(DeliveryError, match="leads out of the working tree"):
        deliver(root, str(outside))


def test_a_link_inside_the_tree_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(BEFORE)
    (tmp_path / "b.py").symlink_to("a.py")
    deliver(tmp_path, "b.py")
    assert (tmp_path / "b.py").is_symlink()
    assert (tmp_path / "a.py").read_bytes() == AFTER


def test_a_file_with_the_longest_name_can_be_replaced(tmp_path: Path) -> None:
    name = "a" * 252 + ".py"
    (tmp_path / name).write_bytes(BEFORE)
    deliver(tmp_path, name)
    assert (tmp_path / name).read_bytes() == AFTER


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_what_root_makes_belongs_to_whom_the_folder_around_it_belongs(tmp_path: Path) -> None:
    os.chown(tmp_path, 4242, 4243)
    make_folder(tmp_path / "docs" / "api")
    page = tmp_path / "docs" / "api" / "index.md"
    page.touch()
    hand_over(page)
    owners = {(path.stat().st_uid, path.stat().st_gid) for path in (page, *page.parents[:2])}
    assert owners == {(4242, 4243)}


def test_only_what_changes_is_written_and_counted(tmp_path: Path) -> None:
    for name in ("a.py", "b.py"):
        (tmp_path / name).write_bytes(BEFORE)
    edits = [Edit("a.py", BEFORE, AFTER), Edit("b.py", BEFORE, BEFORE)]
    assert FileDelivery(tmp_path).deliver(Report(), edits).files_written == 1
