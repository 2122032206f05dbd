"""Learns how the decision whether a question is answered weighs its signals: ``python -m tests.policy_search.learn``.

From two sources, both ours: the questions of own_dev.yml, and every reviewed question in turn, judged as if it had not been
reviewed. Prints the weights for ``policy_db/search/weights.yml`` and, for each threshold, what it would answer and refuse.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from sklearn.linear_model import LogisticRegression

from policy_db.database import open_database
from policy_db.search.answerable import Found, decide, measure
from policy_db.search.catalog import documents_meant
from policy_db.search.encoder import encode
from policy_db.search.index import Index, closeness, votes_of
from policy_db.search.query import read_question
from policy_db.search.rank import rank, rank_by_vector
from policy_db.search.search import _clauses, _found, searcher
from policy_db.search.weights import bundled_weights
from tests.policy_search.measure import read_own

SIGNALS = ("denied", "denied_vector", "inclination", "coverage", "amount")
FOLDS = 10
# The few questions of own_dev.yml, which are worded to be hard, against the many reviewed ones.
OWN_WEIGHT = 3.0


def without(index: Index, left_out: int, votes: np.ndarray) -> Index:
    """The index as if one reviewed question were not there."""
    vectors = index.vectors.copy()
    vectors[left_out] = 0
    weights = index.asked.weights.copy()
    weights[index.asked.rows == left_out] = 0
    return replace(index, vectors=vectors, votes=votes, asked=replace(index.asked, weights=weights))


def main() -> None:
    """Prints weights and thresholds."""
    database = open_database("sqlite://")
    database.prepare()
    weights = bundled_weights()
    with database.session() as session:
        documents = searcher(session).documents(session)
        index = searcher(session).index(session, documents)
        answered = len(index.question_clause)
        folds = np.random.RandomState(0).randint(0, FOLDS, len(index.questions))
        inclinations = np.zeros(len(index.questions))
        for fold in range(FOLDS):
            rest = folds != fold
            votes = votes_of(index.vectors[rest], int(rest[:answered].sum()))
            inclinations[~rest] = closeness(index.vectors[~rest] @ index.vectors[rest].T) @ votes

        def look(question: str, seen: Index, own: str = "") -> tuple[dict[str, float], bool]:
            asked = read_question(question)
            numbered, named, unheld = documents_meant(documents, seen, asked)
            ranking = rank(seen, asked, weights, numbered, named)
            ranking = rank_by_vector(seen, ranking, encode([question])[0], weights, numbered, named)
            rows = [row for row, _ in ranking.best(3)]
            found = [_found(seen, row, clause) for row, clause in zip(rows, _clauses(session, seen, rows, None))]
            found = [Found(one.text, tuple(q for q in one.questions if q != own), one.row) for one in found]
            plain = decide(asked, ranking, found, unheld, True, weights).probability == 0.0
            return measure(asked, ranking, found, True), plain

        signals, plain, truth, share = [], [], [], []
        for case in read_own():
            seen, refused = look(case.question, index)
            signals.append(seen), plain.append(refused), truth.append(bool(case.places)), share.append(OWN_WEIGHT)
        for at, question in enumerate(index.questions):
            seen, refused = look(question, without(index, at, index.votes), question)
            seen["inclination"] = float(inclinations[at])
            signals.append(seen), plain.append(refused), truth.append(at < answered), share.append(1.0)

    points = np.array([[one[name] for name in SIGNALS] for one in signals])
    is_answered, refused, own = np.array(truth), np.array(plain), np.array(share) == OWN_WEIGHT
    balanced = np.array(share) / np.where(is_answered, np.dot(share, is_answered), np.dot(share, ~is_answered))
    model = LogisticRegression(max_iter=2000).fit(points, is_answered, sample_weight=balanced * len(points) / 2)
    print({"bias": round(float(model.intercept_[0]), 2), **dict(zip(SIGNALS, model.coef_[0].round(2).tolist()))})
    probability = np.where(refused, 0, model.predict_proba(points)[:, 1])
    for threshold in np.arange(0.3, 0.85, 0.05):
        yes = probability >= threshold
        print(f"{threshold:.2f}", *(
            f"{name}: answered {yes[part & is_answered].mean():.3f}, refused {(~yes)[part & ~is_answered].mean():.3f};"
            for name, part in (("own", own), ("reviewed", ~own))))


if __name__ == "__main__":
    main()
