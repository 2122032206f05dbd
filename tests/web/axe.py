"""axe-core for the accessibility test: fetched once from the npm registry, checked against its known digest, and kept."""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
from pathlib import Path

import httpx

VERSION = "4.14.1"
SHA256 = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"
REGISTRY = "https://registry.npmjs.org"
KEPT = Path(__file__).parents[2] / "artifacts" / f"axe-{VERSION}.min.js"


def axe() -> str:
    """The script. ``NPM_CONFIG_REGISTRY`` names another registry. Raises ``httpx.HTTPError`` or ``ValueError``."""
    if not KEPT.is_file():
        KEPT.parent.mkdir(exist_ok=True)
        KEPT.write_bytes(_fetched())
    content = KEPT.read_bytes()
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise ValueError(f"{KEPT} is not axe-core {VERSION}")
    return content.decode()


def _fetched() -> bytes:
    registry = os.environ.get("NPM_CONFIG_REGISTRY", REGISTRY).rstrip("/")
    response = httpx.get(f"{registry}/axe-core/-/axe-core-{VERSION}.tgz", timeout=60, follow_redirects=True)
    response.raise_for_status()
    with tarfile.open(fileobj=io.BytesIO(response.content)) as package:
        member = package.extractfile("package/axe.min.js")
        if member is None:
            raise ValueError("the package holds no axe.min.js")
        return member.read()
