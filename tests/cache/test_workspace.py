"""What a pull request brings is taken neither for AWS settings nor for a database."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from docgen.cache.aws import connect
from docgen.cache.factory import CacheChoice, build_cache
from docgen.cache.workspace import refuse_settings_in
from docgen.errors import CacheError
from tests.cache.parts import fingerprint, make_entry


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
    with pytest.raises(CacheError, match=rf"^{name} points into the workspace.*Keep AWS settings outside.*RUNNER_TEMP"):
        refuse_settings_in(workspace, {name: place.format(workspace=workspace, outside=outside)})


def test_settings_elsewhere_are_fine(tmp_path: Path) -> None:
    refuse_settings_in(
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


def filled(path: Path) -> Path:
    """Make a database that holds a doc."""
    with closing(build_cache(CacheChoice(path))) as cache:
        cache.store([make_entry()])
    return path


def test_a_database_that_a_pull_request_brings_is_not_read(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    choice = CacheChoice(filled(tmp_path / "docs.db"), namespace="acme/app/pull/7", workspace=tmp_path)
    with closing(build_cache(choice)) as cache:
        assert cache.lookup([fingerprint("a")]) == {}
    (warning,) = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert str(choice.path) in warning
    assert "lies in the workspace" in warning
    assert "Set `cache-path` to a place outside" in warning


def test_a_trusted_run_may_keep_its_database_in_the_workspace(tmp_path: Path) -> None:
    with closing(build_cache(CacheChoice(filled(tmp_path / "docs.db"), workspace=tmp_path))) as cache:
        assert cache.lookup([fingerprint("a")])
