"""A linear model over sets of features named by strings: probabilities, from a file of weights, with numpy alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Weights = NDArray[np.float32]
_STEPS = 127
# No text that is read has this character; a line break it may have.
_BETWEEN = "\x1f"


@dataclass(frozen=True)
class Linear:
    """``weights`` has a row for each feature and a column for each class.

    What a text's features say is added up and divided by the square root of their number, so that long and short texts weigh
    alike. ``exclusive``: one class of all is meant, and the probabilities add up to one; else each class stands for itself.
    """

    classes: tuple[str, ...]
    places: Mapping[str, int]
    weights: Weights
    bias: Weights
    exclusive: bool = True

    def probabilities(self, features: Iterable[str]) -> dict[str, float]:
        """The probability of every class; features that training never met count for nothing."""
        rows = [place for place in map(self.places.get, features) if place is not None]
        margins = self.bias + self.weights[rows].sum(axis=0, dtype=np.float32) / max(len(rows), 1) ** 0.5
        if not self.exclusive:
            return dict(zip(self.classes, (1 / (1 + np.exp(-margins))).tolist()))
        powers = np.exp(margins - margins.max())
        return dict(zip(self.classes, (powers / powers.sum()).tolist()))

    def packed(self, name: str) -> dict[str, Any]:
        """The arrays of the model as ``numpy.savez`` takes them, each under ``name``; weights to one part in 127 of the largest."""
        scale = np.maximum(np.abs(self.weights).max(axis=0), 1e-9) / _STEPS
        return {
            f"{name}_classes": np.array(_BETWEEN.join(self.classes)),
            f"{name}_features": np.array(_BETWEEN.join(self.places)),
            f"{name}_weights": np.rint(self.weights / scale).astype(np.int8),
            f"{name}_scale": scale.astype(np.float32),
            f"{name}_bias": self.bias,
            f"{name}_exclusive": np.array(self.exclusive),
        }


def unpacked(arrays: Mapping[str, Any], name: str) -> Linear:
    """The model that ``Linear.packed`` put under ``name``."""
    features = str(arrays[f"{name}_features"]).split(_BETWEEN)
    return Linear(
        tuple(str(arrays[f"{name}_classes"]).split(_BETWEEN)),
        {feature: place for place, feature in enumerate(features)},
        arrays[f"{name}_weights"].astype(np.float32) * arrays[f"{name}_scale"],
        arrays[f"{name}_bias"],
        bool(arrays[f"{name}_exclusive"]),
    )


__all__ = ["Linear", "unpacked"]
