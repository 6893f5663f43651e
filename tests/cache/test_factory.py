"""The settings' choice of a cache, and what it costs to make."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from docgen.cache.factory import CacheChoice, CacheKind, build_admin, build_cache
from docgen.cache.hits import Hits
from docgen.cache.item import Item
from docgen.errors import CacheError
from tests.cache.parts import fingerprint, make_entry

if TYPE_CHECKING:
    from docgen.cache.interface import Cache

KEY = fingerprint("a")


@pytest.mark.parametrize(
    ("kind", "table", "backend"),
    [
        (CacheKind.AUTO, "", CacheKind.SQLITE),
        (CacheKind.AUTO, "docs", CacheKind.DYNAMODB),
        (CacheKind.SQLITE, "docs", CacheKind.SQLITE),
        (CacheKind.NONE, "docs", CacheKind.NONE),
    ],
)
def test_auto_is_dynamodb_where_a_table_is_named(kind: CacheKind, table: str, backend: CacheKind) -> None:
    assert CacheChoice(Path("docs.db"), kind, table).backend is backend


def remembers(first: Cache, second: Cache) -> bool:
    """Whether what is stored in the first of two caches is found in the second."""
    with closing(first), closing(second):
        first.store([make_entry()])
        return KEY in second.lookup([KEY])


def test_sqlite_remembers(tmp_path: Path) -> None:
    choice = CacheChoice(tmp_path / "docs.db")
    assert remembers(build_cache(choice), build_cache(choice))


def test_dynamodb_remembers(aws: None, tmp_path: Path) -> None:
    choice = CacheChoice(tmp_path / "docs.db", table=f"docs-{uuid4().hex}")
    with closing(build_admin(choice)) as admin:
        assert admin.create()
    assert remembers(build_cache(choice), build_cache(choice))
    assert not choice.path.exists()


def test_none_remembers_nothing_and_grants_every_claim(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    choice = CacheChoice(tmp_path / "docs.db", CacheKind.NONE)
    assert not remembers(build_cache(choice), build_cache(choice))
    assert build_cache(choice).claim([KEY]) == {KEY}
    assert not choice.path.exists()
    assert not caplog.records


def test_docs_live_as_long_as_the_choice_says(tmp_path: Path) -> None:
    choice = CacheChoice(tmp_path / "docs.db", ttl_hours=1_000)
    with closing(build_cache(choice)) as cache:
        cache.store([make_entry()])
    with closing(build_admin(choice)) as admin:
        (item,) = admin.contents()
    assert isinstance(item, Item)
    assert item.expires - item.created == 1_000 * 3600


def test_hits_are_counted_unless_the_code_is_untrusted(tmp_path: Path) -> None:
    trusted = CacheChoice(tmp_path / "docs.db")
    untrusted = CacheChoice(tmp_path / "docs.db", namespace="acme/app/pull/7")
    assert remembers(build_cache(trusted), build_cache(trusted))
    assert remembers(build_cache(trusted), build_cache(untrusted))
    with closing(build_admin(trusted)) as admin:
        (hits,) = [content for content in admin.contents() if isinstance(content, Hits)]
    assert (hits.model, hits.count) == ("claude-x", 1)


def test_the_table_is_looked_for_in_the_region_of_the_choice(aws: None, tmp_path: Path) -> None:
    choice = CacheChoice(tmp_path / "docs.db", table=f"docs-{uuid4().hex}", region="us-west-2")
    with closing(build_admin(choice)) as admin, pytest.raises(CacheError, match="us-west-2"):
        list(admin.contents())


def test_aws_settings_that_a_pull_request_brings_are_refused(
    aws: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    with pytest.raises(CacheError, match="AWS_CONFIG_FILE"):
        build_admin(CacheChoice(tmp_path / "docs.db", table="docs", workspace=tmp_path))


def test_a_namespace_confines_what_is_stored(tmp_path: Path) -> None:
    path = tmp_path / "docs.db"
    assert not remembers(build_cache(CacheChoice(path, namespace="acme/app/pull/7")), build_cache(CacheChoice(path)))


def test_there_is_nothing_to_care_for_where_there_is_no_cache(tmp_path: Path) -> None:
    with pytest.raises(CacheError, match=r"^There is no cache to care for\. Set `cache` to `sqlite` or `dynamodb`\.$"):
        build_admin(CacheChoice(tmp_path / "docs.db", CacheKind.NONE))


def test_only_those_who_use_dynamodb_load_boto3(tmp_path: Path) -> None:
    code = """
import sys
from pathlib import Path
from docgen.cache.factory import CacheChoice, build_cache
cache = build_cache(CacheChoice(Path(sys.argv[1])))
cache.lookup(["a"])
cache.close()
sys.exit("boto3" in sys.modules or "botocore" in sys.modules)
"""
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "docs.db")], check=True)
