"""The regression finds what scikit-learn's does, whichever blocks the features come in."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from bot.nlu.regression import fit


@pytest.mark.parametrize("classes", [2, 5])
def test_the_same_confidences_as_scikit_learn(classes: int) -> None:
    chance = np.random.default_rng(4)
    features = chance.normal(size=(200, 12)).astype(np.float32)
    labels = (features[:, :classes] + chance.normal(size=(200, classes))).argmax(axis=1)
    blocks = [features[:, :5], csr_matrix(features[:, 5:])]
    weights, bias = fit(blocks, labels, c=2.0, iterations=500)
    peer = LogisticRegression(C=2.0, multi_class="multinomial", max_iter=500, tol=1e-6).fit(features, labels)
    scores = features @ weights + bias
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    np.testing.assert_allclose(odds / odds.sum(axis=1, keepdims=True), peer.predict_proba(features), atol=0.01)


def test_weights_have_a_row_for_each_feature_of_all_blocks() -> None:
    blocks = [np.eye(4, 3, dtype=np.float32), csr_matrix(np.eye(4, 2, dtype=np.float32))]
    weights, bias = fit(blocks, np.array([0, 1, 2, 1]), c=1.0, iterations=20)
    assert (weights.shape, bias.shape) == ((5, 3), (3,))
    assert (weights.dtype, bias.dtype) == (np.float32, np.float32)
