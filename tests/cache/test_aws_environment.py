"""AWS settings are never read from a directory that a pull request fills."""

from __future__ import annotations

from pathlib import Path

import pytest

from docgen.cache.aws import connect
from docgen.cache.aws_environment import refuse_files_in
from docgen.errors import CacheError


@pytest.mark.parametrize("name", ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "BOTO_CONFIG", "AWS_DATA_PATH"])
@pytest.mark.parametrize(
    "place", ["{workspace}/aws/config", "aws/config", "{outside}/../workspace/aws", "{outside}/link", "{outside}:aws"]
)
def test_a_setting_in_the_workspace_is_refused(
    tmp_path: Path, name: str, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace, outside = tmp_path / "workspace", tmp_path / "outside"
    (workspace / "aws").mkdir(parents=True)
    outside.mkdir()
    (outside / "link").symlink_to(workspace / "aws")
    monkeypatch.chdir(workspace)
    with pytest.raises(CacheError, match=name):
        refuse_files_in(workspace, {name: place.format(workspace=workspace, outside=outside)})


def test_settings_elsewhere_are_fine(tmp_path: Path) -> None:
    refuse_files_in(
        tmp_path / "workspace", {"AWS_CONFIG_FILE": str(tmp_path / "workspace2" / "config"), "HOME": "/root"}
    )


def test_a_program_that_a_pull_request_names_is_not_run(
    aws: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config"
    config.write_text(f"[default]\ncredential_process = touch {tmp_path / 'ran'}\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    with pytest.raises(CacheError):
        connect(None, connections=1, workspace=tmp_path)
    assert list(tmp_path.iterdir()) == [config]
