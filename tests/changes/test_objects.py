"""Reading a checkout's object store, against git itself."""

import hashlib
import random
import zlib
from pathlib import Path

import pytest

from docgen.changes.objects import ObjectStore
from docgen.github.contents import blob_sha
from docgen.model import MAX_SOURCE_BYTES
from tests.changes.checkout import Checkout

VERSIONS = [
    b"".join(b"line %d of %d\n" % (line, version % 7) for line in range(300 + version)) for version in range(40)
]
"""Contents that differ little, so that git stores most of them as deltas of others."""


FILES = {f"module{version}.py": content for version, content in enumerate(VERSIONS)} | {
    "empty.py": b"",
    "binary.py": bytes(range(256)) * 500,
}
BLOBS = {blob_sha(content): content for content in FILES.values()}


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path / "work", FILES)


def store(checkout: Checkout) -> ObjectStore:
    return ObjectStore(checkout.root / ".git")


def check(checkout: Checkout) -> None:
    """Hold everything that the store gives against what git has."""
    opened = store(checkout)
    assert {sha: opened.blob(sha) for sha in BLOBS} == BLOBS


def test_loose_objects_are_read(checkout: Checkout) -> None:
    check(checkout)


def test_packed_objects_are_read(checkout: Checkout) -> None:
    checkout.git("gc", "--quiet", "--prune=now")
    assert not list((checkout.root / ".git/objects").glob("[0-9a-f][0-9a-f]/*"))
    check(checkout)


def test_objects_are_read_from_several_packs(checkout: Checkout) -> None:
    checkout.git("repack", "--quiet", "-d")
    checkout.commit({"late.py": b"late\n"})
    checkout.git("repack", "--quiet", "-d")
    assert store(checkout).blob(blob_sha(b"late\n")) == b"late\n"
    check(checkout)


@pytest.mark.parametrize("delta_base", ["--delta-base-offset", "--no-delta-base-offset"])
def test_deltas_are_applied_however_they_name_their_base(checkout: Checkout, delta_base: str) -> None:
    option = "true" if delta_base == "--delta-base-offset" else "false"
    checkout.git("-c", f"repack.useDeltaBaseOffset={option}", "repack", "--quiet", "-a", "-d", "-f", "--depth=50")
    check(checkout)


def test_a_shallow_clone_is_read(checkout: Checkout, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    checkout.commit({"module0.py": b"new\n"})
    checkout.git("clone", "--quiet", "--depth=1", f"file://{checkout.root}", str(clone))
    found = ObjectStore(clone / ".git")
    assert found.blob(blob_sha(b"new\n")) == b"new\n"
    assert found.blob(blob_sha(VERSIONS[0])) is None


def test_a_pack_that_was_completed_after_a_fetch_is_read(checkout: Checkout, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    checkout.git("clone", "--quiet", "--bare", str(checkout.root), str(clone))
    changed = VERSIONS[7] + b"new\n"
    checkout.commit({"module7.py": changed})
    checkout.git(
        "-c", "fetch.unpackLimit=1", "--git-dir", str(clone), "fetch", "--quiet", f"file://{checkout.root}", "main"
    )
    assert ObjectStore(clone).blob(blob_sha(changed)) == changed


def test_what_is_not_there_is_none(checkout: Checkout) -> None:
    checkout.git("gc", "--quiet")
    assert store(checkout).blob("0" * 40) is None
    assert store(checkout).blob(checkout.git("rev-parse", "HEAD")) is None


def test_there_may_be_no_store(tmp_path: Path) -> None:
    assert ObjectStore(tmp_path / ".git").blob(blob_sha(b"")) is None


@pytest.mark.parametrize("name", ["../../../etc/passwd", "", "zz", "0" * 64])
def test_a_name_that_is_none_reaches_no_file(checkout: Checkout, name: str) -> None:
    assert store(checkout).blob(name) is None


def test_a_loose_object_that_is_not_what_its_name_says_is_none(checkout: Checkout) -> None:
    sha = blob_sha(VERSIONS[0])
    file = checkout.root / ".git/objects" / sha[:2] / sha[2:]
    file.chmod(0o644)
    file.write_bytes(zlib.compress(b"blob 5\0evil\n"))
    assert store(checkout).blob(sha) is None


def test_a_loose_object_that_grows_without_end_is_none(checkout: Checkout) -> None:
    content = b"\0" * (MAX_SOURCE_BYTES * 3)
    sha = hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
    checkout.write({f".git/objects/{sha[:2]}/{sha[2:]}": zlib.compress(b"blob %d\0" % len(content) + content)})
    assert store(checkout).blob(sha) is None


def test_damaged_packs_give_the_truth_or_nothing(checkout: Checkout) -> None:
    checkout.git("gc", "--quiet", "--prune=now")
    dice = random.Random(0)
    packs = checkout.root / ".git/objects/pack"
    files = [*packs.glob("pack-*.idx"), *packs.glob("pack-*.pack")]
    for file in files:
        file.chmod(0o644)
    originals = {file: file.read_bytes() for file in files}
    for _ in range(60):
        damaged = dice.choice(files)
        content = bytearray(originals[damaged])
        for _ in range(dice.randrange(1, 20)):
            content[dice.randrange(len(content))] = dice.randrange(256)
        damaged.write_bytes(bytes(content[: dice.randrange(1, len(content))] if dice.random() < 0.3 else content))
        opened = store(checkout)
        assert all(opened.blob(sha) in (None, content) for sha, content in BLOBS.items())
        damaged.write_bytes(originals[damaged])


def pack_of(tmp_path: Path, name: bytes, entry: bytes) -> ObjectStore:
    """A pack of one object, made by hand."""
    packs = tmp_path / "objects" / "pack"
    packs.mkdir(parents=True)
    fan_out = b"".join(int(first >= name[0]).to_bytes(4, "big") for first in range(256))
    index = b"\xfftOc\x00\x00\x00\x02" + fan_out + name + bytes(4) + (12).to_bytes(4, "big")
    packs.joinpath("pack-1.idx").write_bytes(index)
    packs.joinpath("pack-1.pack").write_bytes(b"PACK" + bytes(8) + entry)
    return ObjectStore(tmp_path)


def test_a_size_that_never_ends_is_not_read_to_its_end(tmp_path: Path) -> None:
    name = bytes(range(20))
    assert pack_of(tmp_path, name, b"\xb0" + b"\x80" * 50_000_000 + b"\x01").blob(name.hex()) is None


def test_a_delta_that_grows_without_end_is_none(tmp_path: Path) -> None:
    base = zlib.compress(bytes(MAX_SOURCE_BYTES))
    copies = b"\xff" + bytes(4) + b"\xff" * 3
    delta = b"\x80\x80\x80\x80\x10" + b"\xff\xff\xff\xff\xff\x7f" + copies * 500_000
    entries = (
        _entry(3, MAX_SOURCE_BYTES, base),
        _entry(6, len(delta), _distance(len(_entry(3, MAX_SOURCE_BYTES, base)))),
    )
    name = bytes(range(20))
    store = pack_of(tmp_path, name, entries[0] + entries[1] + zlib.compress(delta))
    index = tmp_path / "objects" / "pack" / "pack-1.idx"
    index.write_bytes(index.read_bytes()[:-4] + (12 + len(entries[0])).to_bytes(4, "big"))
    assert store.blob(name.hex()) is None


def _entry(kind: int, size: int, data: bytes) -> bytes:
    """An entry of a pack: kind and size, and what follows."""
    head = bytearray([kind << 4 | size & 15])
    size >>= 4
    while size:
        head[-1] |= 128
        head.append(size & 127)
        size >>= 7
    return bytes(head) + data


def _distance(value: int) -> bytes:
    """How far back a delta's base is, as packs write it."""
    digits = [value & 127]
    while value := value >> 7:
        value -= 1
        digits.append(128 | value & 127)
    return bytes(reversed(digits))
