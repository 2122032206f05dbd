"""One sentence through the packaged encoder, with what depends on a single token kept from sentence to sentence.

The package computes for batches. Of a single question half of its work, the layers before neighbouring tokens are mixed for the
second time, is a sum over tokens, and a bureau's questions are made of a few thousand of them. The result is the package's own
up to rounding (``tests/policy_search/test_encoding.py``).
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

# 15 kB each.
KEPT_TOKENS = 2048
_CHUNKS = 17
_WIDE, _NARROW = 512, 256
# How many neighbouring tokens a branch mixes, and how many of them stand before.
_BRANCHES = ((2, 0), (3, 1), (5, 2))
_SLOTS = sum(width for width, _ in _BRANCHES)


class SingleEncoder:
    """``backend``: the package's numpy backend with its weights, which are used as they are. Not safe for several threads."""

    def __init__(self, backend: Any) -> None:
        self._backend = backend
        # For every slot of every branch the part of the first mixing layer that belongs to it.
        self._first = [
            weights.reshape(width, _NARROW, _NARROW).transpose(1, 0, 2).reshape(_NARROW, width * _NARROW).copy()
            for (width, _), weights in zip(_BRANCHES, backend.w1)]
        # Turned round: with few rows the product the other way is a third faster.
        self._second = [np.ascontiguousarray(weights.T) for weights in backend.w2]
        self._tokens: OrderedDict[int, Floats] = OrderedDict()

    def encode(self, text: str) -> Floats:
        """The vector of ``text``, of unit length up to rounding, shape (512,)."""
        backend = self._backend
        tokens = backend.sp.encode(text, out_type=int, add_bos=True, add_eos=True)
        layers = self._layers(tokens)
        count = len(tokens)
        features = np.empty((count, _WIDE + len(_BRANCHES) * _NARROW), np.float32)
        features[:, :_WIDE] = layers[:, :_WIDE]
        at = _WIDE + len(_BRANCHES) * _NARROW
        for branch, (width, before) in enumerate(_BRANCHES):
            start = _WIDE + branch * _NARROW
            mixed = np.zeros((count, _NARROW), np.float32)
            for slot in range(width):
                _add_shifted(mixed, layers[:, at:at + _NARROW], slot - before)
                at += _NARROW
            mixed += backend.b1[branch]
            np.maximum(mixed, 0, out=mixed)
            mixed += layers[:, start:start + _NARROW]
            window = np.zeros((count, width, _NARROW), np.float32)
            for slot in range(width):
                _add_shifted(window[:, slot], mixed, slot - before)
            out = (self._second[branch] @ window.reshape(count, width * _NARROW).T).T
            out += backend.b2[branch]
            np.maximum(out, 0, out=out)
            np.add(out, mixed, out=features[:, start:start + _NARROW])
        return self._sentence(features)

    def _sentence(self, features: Floats) -> Floats:
        backend = self._backend
        mean = _normalised(features, backend.ln_g, backend.ln_b, backend.eps).sum(axis=0) @ backend.cnn_W
        mean += np.float32(len(features)) * backend.cnn_b
        mean /= np.sqrt(np.float32(len(features)))
        first = np.maximum(mean @ backend.d0, 0)
        second = np.maximum(mean @ backend.p1 + first @ backend.d1, 0)
        third = np.maximum(second @ backend.d2, 0)
        vector: Floats = np.tanh(second @ backend.p3 + third @ backend.d3)
        vector /= np.sqrt(max(float(vector @ vector), backend.eps))
        return vector

    def _layers(self, tokens: list[int]) -> Floats:
        """A row for each token: its embedding, its three projections, and what it adds in each slot of each branch."""
        new = [token for token in dict.fromkeys(tokens) if token not in self._tokens]
        if new:
            self._tokens.update(zip(new, self._compute(np.array(new))))
        for token in tokens:
            self._tokens.move_to_end(token)
        layers = np.array([self._tokens[token] for token in tokens])
        while len(self._tokens) > KEPT_TOKENS:
            self._tokens.popitem(last=False)
        return layers

    def _compute(self, tokens: NDArray[np.int64]) -> Floats:
        backend = self._backend
        chunk = tokens % _CHUNKS
        embedded = backend.table[tokens].astype(np.float32) * backend.scale[chunk, None] + backend.lo[chunk, None]
        projected = embedded @ backend.proj_W + backend.proj_b
        projected = _normalised(projected, backend.ln_g_all, backend.ln_b_all, backend.eps)
        slots = [projected[:, at * _NARROW:(at + 1) * _NARROW] @ weights for at, weights in enumerate(self._first)]
        layers: Floats = np.concatenate([embedded, projected, *slots], axis=1)
        return layers


def _add_shifted(total: Floats, rows: Floats, shift: int) -> None:
    """Adds to each row of ``total`` the row of ``rows`` that stands ``shift`` further on, where there is one."""
    if shift >= len(rows) or -shift >= len(rows):
        return
    if shift >= 0:
        total[:len(rows) - shift] += rows[shift:]
    else:
        total[-shift:] += rows[:shift]


def _normalised(rows: Floats, gain: Floats, offset: Floats, tiny: float) -> Floats:
    centred = rows - rows.mean(axis=-1, keepdims=True)
    spread = np.einsum("ij,ij->i", centred, centred) / rows.shape[-1]
    scaled: Floats = centred * (1 / np.sqrt(spread + tiny))[:, None] * gain + offset
    return scaled


__all__ = ["KEPT_TOKENS", "SingleEncoder"]
