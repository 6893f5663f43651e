"""What is special about a cache in a file: damage, strangers, several processes, a bounded size."""

from __future__ import annotations

import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from docgen.cache.holder import is_dead
from docgen.cache.sqlite import SQLiteCache
from docgen.cache.sqlite_admin import SQLiteAdmin
from docgen.errors import CacheError
from docgen.model import Doc
from tests.cache.parts import ORDINARY, Clock, fingerprint, make_entry


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "docs.db"


def opened(path: Path, max_bytes: int = 2**30, clock: Clock | None = None) -> SQLiteCache:
    return SQLiteCache(path, lifetime=ORDINARY, max_bytes=max_bytes, clock=clock or Clock())


def filled(path: Path, count: int = 500) -> None:
    with closing(opened(path)) as cache:
        cache.store([make_entry(number, Doc(os.urandom(300).hex())) for number in range(count)])


GARBAGE = b"no database " * 1_000


def make_garbage(path: Path) -> None:
    path.write_bytes(GARBAGE)


def make_truncated(path: Path) -> None:
    filled(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def make_foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE docs (key TEXT PRIMARY KEY, doc BLOB)")


def make_newer(path: Path) -> None:
    filled(path, 1)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")


DAMAGED, FOREIGN = "is damaged or no SQLite file", "was not made by this version of docgen"
SPOILT = pytest.mark.parametrize(
    ("spoil", "why"),
    [(make_garbage, DAMAGED), (make_truncated, DAMAGED), (make_foreign, FOREIGN), (make_newer, FOREIGN)],
)


@SPOILT
def test_a_file_that_cannot_be_used_is_set_aside_with_one_warning(
    path: Path, spoil: Callable[[Path], None], why: str, caplog: pytest.LogCaptureFixture
) -> None:
    spoil(path)
    before = path.read_bytes()
    with closing(opened(path)) as cache:
        cache.lookup([fingerprint(number) for number in range(500)])
        cache.store([make_entry("new")])
        assert cache.lookup([fingerprint("new")])
    (aside,) = path.parent.glob("docs.db.set-aside-*")
    assert aside.read_bytes() == before
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("WARNING", f"The cache file {path} {why}. It was renamed to {aside.name} and a new one begun.")
    ]


@SPOILT
def test_people_who_care_for_a_file_that_cannot_be_used_are_told_and_it_stays(
    path: Path, spoil: Callable[[Path], None], why: str
) -> None:
    spoil(path)
    before = path.read_bytes()
    message = rf"^The file {path} {why}\. Choose another `cache-path`, or move the file away\.$"
    with pytest.raises(CacheError, match=message):
        list(SQLiteAdmin(path).contents())
    assert path.read_bytes() == before
    assert not list(path.parent.glob("*set-aside*"))


def test_people_who_care_for_a_file_that_is_not_there_are_told(path: Path) -> None:
    message = rf"^There is no cache file {path}\. Correct `cache-path`; `docgen cache create` makes a file, .* run\.$"
    with pytest.raises(CacheError, match=message):
        list(SQLiteAdmin(path).contents())
    assert not path.exists()


def damage(path: Path) -> None:
    """Spoil all pages but the first."""
    with path.open("r+b") as file:
        for page in range(1, path.stat().st_size // 4096):
            file.seek(page * 4096)
            file.write(b"\xff" * 4096)


def test_damage_during_the_run_is_survived(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    filled(path)
    with closing(opened(path)) as cache:
        damage(path)
        cache.lookup([fingerprint(number) for number in range(500)])
        cache.store([make_entry("new")])
        assert cache.lookup([fingerprint("new")])
    (warning,) = caplog.messages
    assert warning.startswith(f"The cache file {path} {DAMAGED}. It was renamed")


def test_a_strangers_file_in_the_place_of_a_damaged_one_is_an_error_with_a_fix(path: Path) -> None:
    filled(path)
    cache = opened(path)
    damage(path)
    path.rename(path.with_name("damaged"))
    make_foreign(path)
    with pytest.raises(CacheError, match=rf"^The cache file {path} {FOREIGN}\. Choose another `cache-path`\.$"):
        cache.lookup([fingerprint(number) for number in range(500)])


def test_all_who_use_a_damaged_file_go_over_to_the_new_one(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    filled(path)
    everything = [fingerprint(number) for number in range(500)]
    with closing(opened(path)) as first, closing(opened(path)) as second:
        damage(path)
        assert not first.lookup(everything)
        first.store([make_entry("new")])
        assert set(second.lookup([*everything, fingerprint("new")])) == {fingerprint("new")}
    assert len(caplog.records) == 1
    assert len(list(path.parent.glob("docs.db.set-aside-*-wal"))) == 1


def test_damaged_docs_are_removed_with_one_warning(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    filled(path, 3)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE docs SET doc = x'00' WHERE key = ?", (fingerprint(1),))
        connection.execute("""UPDATE docs SET doc = '{"summary": "x", "evil": 1}' WHERE key = ?""", (fingerprint(2),))
    with closing(opened(path)) as cache:
        assert set(cache.lookup([fingerprint(number) for number in range(3)])) == {fingerprint(0)}
        assert cache.claim([fingerprint(1), fingerprint(2)]) == {fingerprint(1), fingerprint(2)}
    assert caplog.messages == ["The cache file holds 2 docs that cannot be read. They are written anew."]


def test_a_small_stream_that_inflates_to_much_is_no_doc(path: Path) -> None:
    filled(path, 1)
    bomb = zlib.compress(b'{"summary": "' + b" " * 50_000_000 + b'"}')
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE docs SET doc = ?", (bomb,))
    with closing(opened(path)) as cache:
        assert not cache.lookup([fingerprint(0)])


def test_a_place_where_no_file_can_be_is_an_error_with_a_fix(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    message = r"^The cache file .* cannot be used: .*\. Make its directory writable, or choose another `cache-path`\.$"
    with pytest.raises(CacheError, match=message):
        opened(tmp_path / "file" / "docs.db")


def test_the_file_is_kept_below_its_bound_and_what_expires_first_goes_first(path: Path) -> None:
    clock = Clock()
    bound = 400_000
    with closing(opened(path, bound, clock)) as cache:
        for number in range(1_000):
            cache.store([make_entry(number, Doc(random.Random(number).randbytes(400).hex()))])
            clock.now += 1
        kept = cache.lookup([fingerprint(number) for number in range(1_000)])
    assert path.stat().st_size <= bound * 1.1
    assert set(kept) == {fingerprint(number) for number in range(1_000 - len(kept), 1_000)}
    assert len(kept) > 200


def test_expired_docs_leave_the_file(path: Path) -> None:
    filled(path)
    size = path.stat().st_size
    clock = Clock()
    clock.now += 10**6
    opened(path, clock=clock).close()
    assert path.stat().st_size < size / 4


_STORE_FOREVER = """
import itertools, sys
from pathlib import Path
from docgen.cache.holder import is_dead
from docgen.cache.sqlite import SQLiteCache
from tests.cache.parts import ORDINARY, make_entry
cache = SQLiteCache(Path(sys.argv[1]), lifetime=ORDINARY)
for number in itertools.count(int(sys.argv[2])):
    entry = make_entry(number)
    cache.store([entry])
    print(number, flush=True)
"""


def test_docs_survive_sigkill_at_any_moment(path: Path) -> None:
    stored = 0
    moments = random.Random(7)
    for _ in range(5):
        with subprocess.Popen(
            [sys.executable, "-c", _STORE_FOREVER, str(path), str(stored)], stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout
            for _ in range(moments.randrange(1, 60)):
                stored = int(process.stdout.readline()) + 1
            process.send_signal(signal.SIGKILL)
            rest = process.stdout.read().split()
            stored = int(rest[-1]) + 1 if rest else stored
    with closing(SQLiteCache(path, lifetime=ORDINARY)) as cache:
        assert len(cache.lookup([fingerprint(number) for number in range(stored)])) == stored


_RACE = """
import sys
from pathlib import Path
from docgen.cache.holder import is_dead
from docgen.cache.sqlite import SQLiteCache
from tests.cache.parts import ORDINARY, fingerprint, make_entry
sys.stdin.readline()
cache = SQLiteCache(Path(sys.argv[1]), lifetime=ORDINARY)
won = [number for number in range(200) if cache.claim([fingerprint(number)])]
cache.store([make_entry(number) for number in won])
cache.close()
print(*won)
"""


@pytest.mark.parametrize("spoil", [None, make_garbage])
def test_processes_that_begin_at_once_share_the_claims(path: Path, spoil: Callable[[Path], None] | None) -> None:
    if spoil:
        spoil(path)
    command = [sys.executable, "-c", _RACE, str(path)]
    pipe = subprocess.PIPE
    racers = [subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True) for _ in range(5)]
    for racer in racers:
        assert racer.stdin
        racer.stdin.write("\n")
        racer.stdin.flush()
    outputs, errors = zip(*[racer.communicate(timeout=60) for racer in racers], strict=True)
    assert [racer.returncode for racer in racers] == [0] * 5, errors
    assert sorted(int(number) for output in outputs for number in output.split()) == list(range(200))
    with closing(SQLiteCache(path, lifetime=ORDINARY)) as cache:
        assert len(cache.lookup([fingerprint(number) for number in range(200)])) == 200
    assert [aside.read_bytes() for aside in path.parent.glob("*set-aside*")] == ([GARBAGE] if spoil else [])


_CLAIM_AND_DIE = """
import os, signal, sys
from pathlib import Path
from docgen.cache.holder import is_dead
from docgen.cache.sqlite import SQLiteCache
from tests.cache.parts import ORDINARY, fingerprint
SQLiteCache(Path(sys.argv[1]), lifetime=ORDINARY).claim([fingerprint("a")])
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_process_that_died_holds_no_lease(path: Path) -> None:
    process = subprocess.run([sys.executable, "-c", _CLAIM_AND_DIE, str(path)], check=False)
    assert process.returncode == -signal.SIGKILL
    with closing(SQLiteCache(path, lifetime=ORDINARY)) as cache:
        assert cache.claim([fingerprint("a")])


def test_a_process_that_lives_keeps_its_leases(path: Path) -> None:
    with closing(opened(path)) as holder, closing(opened(path)) as other:
        holder.claim([fingerprint("a")])
        assert not other.claim([fingerprint("a")])


@pytest.mark.parametrize("holder", ["elsewhere/1/ab", "here/1/ab", "here/x/ab", "nonsense", "", "a/b/c"])
def test_what_cannot_be_told_dead_is_taken_for_alive(holder: str) -> None:
    assert not is_dead(holder.replace("here", socket.gethostname()))


@pytest.mark.parametrize("number", ["9" * 20, "9" * 5_000], ids=len)
def test_a_number_that_no_process_has_is_taken_for_alive(number: str) -> None:
    assert not is_dead(f"{socket.gethostname()}/{number}/ab")


def test_nobody_knows_whether_a_process_of_another_machine_is_dead() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    assert is_dead(f"{socket.gethostname()}/{process.pid}/ab")
    assert not is_dead(f"elsewhere/{process.pid}/ab")


@pytest.mark.parametrize("lock", ["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"])
@pytest.mark.parametrize("is_new", [True, False], ids=["new file", "our file"])
def test_a_file_that_another_process_holds_is_an_error_with_a_fix(
    path: Path, monkeypatch: pytest.MonkeyPatch, lock: str, *, is_new: bool
) -> None:
    monkeypatch.setattr("docgen.cache.sqlite_file._BUSY_SECONDS", 0.05)
    if not is_new:
        filled(path, 1)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute(lock)
        message = (
            rf"^The cache file {path} .*\. Another process holds it: end that process, or choose .* `cache-path`\.$"
        )
        with pytest.raises(CacheError, match=message), closing(opened(path)) as cache:
            cache.store([make_entry()])


def test_a_full_disk_is_an_error_with_a_fix(path: Path) -> None:
    with closing(opened(path)) as cache:
        cache._database._connection.execute("PRAGMA max_page_count = 20")
        with pytest.raises(CacheError, match=r"is full\. Free some space, or choose another `cache-path`\.$"):
            cache.store([make_entry(number, Doc(os.urandom(300).hex())) for number in range(500)])
        cache.store([make_entry()])
        assert cache.lookup([fingerprint("a")])


def test_what_was_set_aside_stays_even_if_it_happens_again(path: Path) -> None:
    for _ in range(2):
        make_garbage(path)
        opened(path).close()
        path.unlink()
    assert len(list(path.parent.glob("docs.db.set-aside-*"))) == 2


@pytest.mark.parametrize("make", [make_garbage, filled, Path.touch], ids=["damaged", "ours", "new"])
def test_only_one_process_at_a_time_opens_a_file(
    path: Path, make: Callable[[Path], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("docgen.cache.sqlite_file._BUSY_SECONDS", 0.05)
    make(path)
    before = path.read_bytes()
    with closing(sqlite3.connect(f"{path}.guard", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(CacheError, match="Another process holds it"):
            opened(path)
        assert path.read_bytes() == before
    opened(path).close()


def test_only_one_process_at_a_time_sets_a_file_aside_during_the_run(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(path)
    cache = opened(path)
    damage(path)
    monkeypatch.setattr("docgen.cache.sqlite_file._BUSY_SECONDS", 0.05)
    with closing(sqlite3.connect(f"{path}.guard", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(CacheError, match="Another process holds it"):
            cache.lookup([fingerprint(number) for number in range(500)])
    assert not list(path.parent.glob("*set-aside*"))


def test_only_the_file_that_was_looked_at_is_set_aside(path: Path) -> None:
    filled(path, 5)
    with closing(opened(path)) as cache:
        # What happens when another process has put a sound file in the place of the damaged one.
        cache._database._set_aside(path.stat().st_ino + 1, "is damaged")
        assert len(cache.lookup([fingerprint(number) for number in range(5)])) == 5
    assert not list(path.parent.glob("*set-aside*"))
