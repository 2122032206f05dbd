"""One vector per text: what reads the same is encoded once, and nobody can change what is kept."""

from __future__ import annotations

import numpy as np
import pytest

from policy_db.search import encoder
from policy_db.search.encoder import encode


def test_a_text_alone_has_the_vector_that_it_has_among_others() -> None:
    texts = ["测试认证费能减半吗？", "小巨人几号截止"]
    np.testing.assert_allclose(encode(texts)[0], encode(texts[:1])[0], atol=1e-5)


def test_the_same_text_is_encoded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    first = encode(["贷款贴息有吗？"])
    monkeypatch.setattr(encoder, "_compute", lambda texts: pytest.fail(f"encoded again: {texts}"))
    np.testing.assert_array_equal(encode([" 贷款贴息有吗? "]), first)


def test_what_is_kept_cannot_be_changed_from_outside() -> None:
    before = encode(["要交哪些材料"]).copy()
    encode(["要交哪些材料"])[:] = 0
    np.testing.assert_array_equal(encode(["要交哪些材料"]), before)


def test_only_the_last_texts_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "_compute", lambda texts: np.zeros((len(texts), encoder.DIMENSIONS), np.float32))
    monkeypatch.setattr(encoder, "_last", encoder.OrderedDict())
    for number in range(encoder._KEPT + 10):
        encode([f"消息{number}"])
    assert len(encoder._last) == encoder._KEPT


@pytest.mark.parametrize("text", ["", "\ud800", "好\udfff的", "\x00"])
def test_any_text_has_a_vector(text: str) -> None:
    assert np.isfinite(encode([text])).all()
