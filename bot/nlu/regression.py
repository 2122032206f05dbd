"""Multinomial logistic regression over blocks of features, each dense or sparse.

The objective is that of scikit-learn's ``LogisticRegression``; keeping the dense block apart from the sparse one makes the
same fit six times faster than one sparse matrix that holds both (docs/decisions/nlu-pipeline.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Matrix = NDArray[np.float32]
_GRADIENT_TOLERANCE = 1e-3
# Single precision leaves this much doubt in the objective; smaller steps would be noise.
_STEP_TOLERANCE = 1e-8


def fit(blocks: Sequence[Any], labels: NDArray[np.int64], c: float, iterations: int) -> tuple[Matrix, Matrix]:
    """Weights (features, classes) and bias (classes,). ``labels`` count from 0; a smaller ``c`` keeps weights smaller.

    ``blocks``: arrays or CSR matrices with a row per example, side by side.
    """
    count, classes = len(labels), int(labels.max()) + 1
    borders = np.cumsum([0, *(block.shape[1] for block in blocks)])
    turned = [block.T if isinstance(block, np.ndarray) else block.T.tocsr() for block in blocks]
    rows = np.arange(count)

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        parameters = flat.reshape(-1, classes)
        single = parameters.astype(np.float32)
        scores = np.tile(single[-1], (count, 1))
        for block, start, end in zip(blocks, borders, borders[1:]):
            scores += block @ single[start:end]
        scores -= scores.max(axis=1, keepdims=True)
        odds = np.exp(scores)
        total = odds.sum(axis=1, keepdims=True)
        misfit = float((np.log(total[:, 0], dtype=np.float64) - scores[rows, labels]).sum())
        pull = odds / total
        pull[rows, labels] -= 1.0
        weights = np.concatenate([parameters[:-1], np.zeros((1, classes))])
        gradient = np.concatenate([*(block @ pull for block in turned), pull.sum(axis=0)[None, :]])
        size = 0.5 * float(np.square(weights).sum())
        return misfit / count + size / (c * count), (gradient / count + weights / (c * count)).ravel()

    found = minimize(
        loss,
        np.zeros((borders[-1] + 1) * classes),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": iterations, "gtol": _GRADIENT_TOLERANCE / (c * count), "ftol": _STEP_TOLERANCE},
    )
    parameters = found.x.reshape(-1, classes).astype(np.float32)
    return np.ascontiguousarray(parameters[:-1]), parameters[-1].copy()
