"""Build the image as it is, and beside it without the trimming; print what each layer adds to the base image.

Compressed is what a runner downloads: each layer of `docker save`, gzipped. Run by `make image`.
"""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
BASE = "python:3.14-slim"
LARGEST_MEGABYTES = 25
"""How much compressed an image may add to its base."""

TRIMMING = {r"--without-pip ": "", r"^RUN find /venv/bin .*?(?=^#)": ""}
"""What makes the Dockerfile trim, as patterns, and what takes its place where nothing is to be trimmed."""


@dataclass(frozen=True, slots=True)
class Layer:
    """What one instruction added.

    Attributes:
        instruction: The instruction, shortened.
        size: Bytes on disk.
        compressed: Bytes to download.
    """

    instruction: str
    size: int
    compressed: int


def main() -> int:
    """Build, measure, print; 1 if the image adds more than it may."""
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")
    fetch(BASE)
    base = layers(BASE)
    show(f"base, {BASE}", base)
    added = {}
    for name, text in {"trimmed": dockerfile, "untrimmed": untrimmed(dockerfile)}.items():
        added[name] = layers(build(text, f"docgen-action:{name}"))[len(base) :]
        show(f"{name}, added to the base", added[name])
    return 0 if megabytes(sum(layer.compressed for layer in added["trimmed"])) <= LARGEST_MEGABYTES else 1


def fetch(image: str) -> None:
    """Have an image at hand; builders that keep images to themselves do not leave the base with the engine."""
    at_hand = subprocess.run(["docker", "image", "inspect", image], check=False, capture_output=True)
    if at_hand.returncode:
        subprocess.run(["docker", "pull", "--quiet", image], check=True, stdout=subprocess.DEVNULL)


def untrimmed(dockerfile: str) -> str:
    """Take the trimming out of the Dockerfile."""
    for trimming, replacement in TRIMMING.items():
        dockerfile, found = re.subn(trimming, replacement, dockerfile, flags=re.MULTILINE | re.DOTALL)
        if not found:
            raise SystemExit(f"The Dockerfile has nothing like `{trimming}`: adapt TRIMMING.")
    return dockerfile


def build(dockerfile: str, tag: str) -> str:
    """Build the image from the text of a Dockerfile; its tag."""
    with tempfile.NamedTemporaryFile("w", suffix=".Dockerfile") as file:
        file.write(dockerfile)
        file.flush()
        command = ["docker", "build", "--quiet", "--file", file.name, "--tag", tag, str(ROOT)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return tag


def layers(image: str) -> list[Layer]:
    """Measure the layers of an image, lowest first."""
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder, "image.tar")
        subprocess.run(["docker", "save", "--output", str(archive), image], check=True)
        with tarfile.open(archive) as tar:
            (manifest,) = _json(tar, "manifest.json")
            history = [step for step in _json(tar, manifest["Config"])["history"] if not step.get("empty_layer")]
            contents = [_content(tar, name) for name in manifest["Layers"]]
    return [
        Layer(_instruction(step), len(content), len(gzip.compress(content, 6)))
        for step, content in zip(history, contents, strict=True)
    ]


def show(title: str, rows: list[Layer]) -> None:
    """Print layers and their sum."""
    total = Layer("sum", sum(row.size for row in rows), sum(row.compressed for row in rows))
    print(f"\n{title}\n{'MB':>8} {'gzipped':>8}")
    for row in (*rows, total):
        print(f"{megabytes(row.size):8.1f} {megabytes(row.compressed):8.1f}  {row.instruction}")


def megabytes(size: int) -> float:
    """Give bytes in millions."""
    return size / 1_000_000


def _instruction(step: dict[str, Any]) -> str:
    """Shorten how an instruction is recorded."""
    created_by = re.sub(r"/bin/sh -c #\(nop\)|(dir|file):\w+ in|# buildkit", "", step.get("created_by", ""))
    return " ".join(created_by.split())[:70] or "imported"


def _json(tar: tarfile.TarFile, name: str) -> Any:  # noqa: ANN401 - JSON
    return json.loads(_content(tar, name))


def _content(tar: tarfile.TarFile, name: str) -> bytes:
    """Read a member; an archive in the OCI layout may hold layers that are compressed already."""
    member = tar.extractfile(name)
    assert member
    content = member.read()
    return gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content


if __name__ == "__main__":
    sys.exit(main())
