"""The shorter way of one sentence through the encoder gives the vector that the package gives."""

from __future__ import annotations

import numpy as np
import pytest

from policy_db.search import encoder, encoding
from tests.policy_search.measure import read_own

ODD = ("", " ", "a", "。", "，，，", "hello WORLD 123", "很" * 300, "😀𠮷", "小巨人\n\t研发３．５％")


@pytest.fixture(scope="module")
def single() -> encoding.SingleEncoder:
    encoder.encode(["热身"])
    return encoding.SingleEncoder(encoder._load()._model)


def test_vectors_are_those_of_the_package(single: encoding.SingleEncoder) -> None:
    texts = [*(case.question for case in read_own()[::3]), *ODD]
    for text, expected in zip(texts, encoder._compute(texts)):
        np.testing.assert_allclose(single.encode(text), expected, atol=1e-5, err_msg=text)


def test_no_more_tokens_are_kept_than_stated(single: encoding.SingleEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding, "KEPT_TOKENS", 4)
    before = single.encode("主营业务收入占营业收入比重")
    single.encode("隐形冠军要做几年")
    assert len(single._tokens) == 4
    np.testing.assert_allclose(single.encode("主营业务收入占营业收入比重"), before, atol=1e-6)
