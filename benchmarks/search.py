"""Quality and speed of the clause search, beside BM25, TF-IDF of character n-grams, SQLite FTS5 and LSI; and at 100,000 clauses.

``python -m benchmarks.search [--clauses 100000] [--database URL]``; prints Markdown. ``--database``: an empty PostgreSQL
database to use in place of SQLite. Every question is asked once with a clock of the wall and one of the processor: on a busy
machine the second says more.
"""

from __future__ import annotations

import argparse
import math
import random
import resource
import sqlite3
import statistics
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from policy_db.database import Database, open_database
from policy_db.documents import ClauseText, iter_clauses
from policy_db.models import Clause, Document
from policy_db.search import Searcher
from policy_db.search.encoder import encode
from policy_db.search.segment import says_something
from tests.policy_search.measure import INDEPENDENT, Case, Place, read_independent, read_own, score

Ranker = Callable[[str], list[Place]]
DOCUMENT_SIZE = 100
OURS = "this search"
HEAD = "median ms | p95 ms | processor ms"


def bm25_words(clauses: Sequence[ClauseText]) -> Ranker:
    """BM25 over jieba words of headings and text, nothing else."""
    import jieba

    texts = [jieba.lcut(f"{' '.join(clause.path)} {clause.text}") for clause in clauses]
    postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row, words in enumerate(texts):
        for word, count in Counter(words).items():
            postings[word].append((row, count))
    mean = statistics.mean(map(len, texts))

    def ask(question: str) -> list[Place]:
        totals: dict[int, float] = defaultdict(float)
        for word in set(jieba.lcut(question)):
            found = postings.get(word, ())
            idf = math.log1p((len(texts) - len(found) + 0.5) / (len(found) + 0.5))
            for row, count in found:
                totals[row] += idf * count * 2.2 / (count + 1.2 * (0.25 + 0.75 * len(texts[row]) / mean))
        best = sorted(totals, key=lambda row: -totals[row])[:3]
        return [(clauses[row].document, clauses[row].label) for row in best]

    return ask


def tfidf_characters(clauses: Sequence[ClauseText]) -> Ranker:
    """TF-IDF of character 1- to 3-grams of headings and text, cosine."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True)
    matrix = vectorizer.fit_transform([f"{' '.join(clause.path)} {clause.text}" for clause in clauses])

    def ask(question: str) -> list[Place]:
        similarity = (matrix @ vectorizer.transform([question]).T).toarray().ravel()
        return [(clauses[row].document, clauses[row].label) for row in np.argsort(-similarity)[:3]]

    return ask


def fts5_pairs(clauses: Sequence[ClauseText]) -> Ranker:
    """SQLite FTS5 over character pairs, its own BM25, headings twice as heavy as text."""
    table = sqlite3.connect(":memory:", check_same_thread=False)
    table.execute("CREATE VIRTUAL TABLE pairs USING fts5(head, body, content='')")
    table.executemany("INSERT INTO pairs(rowid, head, body) VALUES (?, ?, ?)", (
        (row, " ".join(_pairs(" ".join(clause.path))), " ".join(_pairs(clause.text))) for row, clause in enumerate(clauses)))
    table.execute("INSERT INTO pairs(pairs) VALUES ('optimize')")

    def ask(question: str) -> list[Place]:
        wanted = " OR ".join(f'"{pair}"' for pair in dict.fromkeys(_pairs(question)))
        found = table.execute("SELECT rowid FROM pairs WHERE pairs MATCH ? ORDER BY bm25(pairs, 2, 1) LIMIT 3", (wanted,))
        return [(clauses[row].document, clauses[row].label) for row, in found] if wanted else []

    return ask


def _pairs(text: str) -> list[str]:
    letters = "".join(filter(str.isalnum, text))
    return [letters[at:at + 2] for at in range(len(letters) - 1)]


def latent_semantics(clauses: Sequence[ClauseText]) -> Ranker:
    """Latent semantic indexing, 200 dimensions of TF-IDF of character n-grams, trained on the clauses."""
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import Normalizer

    model = make_pipeline(
        TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True), TruncatedSVD(200, random_state=0), Normalizer())
    places = model.fit_transform([f"{' '.join(clause.path)} {clause.text}" for clause in clauses])

    def ask(question: str) -> list[Place]:
        nearest = np.argsort(-(places @ model.transform([question])[0]))[:3]
        return [(clauses[row].document, clauses[row].label) for row in nearest]

    return ask


PEERS = (("BM25, jieba words", bm25_words), ("TF-IDF, characters 1-3", tfidf_characters), ("SQLite FTS5, pairs", fts5_pairs))
# Takes minutes to train on 100,000 clauses.
SMALL_PEERS = (("LSI, 200 dimensions", latent_semantics),)


def always(ranker: Ranker) -> Callable[[str], tuple[bool, list[Place]]]:
    """A peer, which answers everything."""
    return lambda question: (True, ranker(question))


def ours(database: Database, searcher: Searcher) -> Callable[[str], tuple[bool, list[Place]]]:
    """The search itself."""
    def ask(question: str) -> tuple[bool, list[Place]]:
        with database.session() as session:
            answer = searcher.search(session, question, 3)
        return answer.answerable, [(result.document, result.clause) for result in answer.results]

    return ask


def quality(database: Database, cases: Sequence[Case]) -> None:
    """One line for each way of searching."""
    with database.session() as session:
        clauses = [clause for clause in iter_clauses(session) if says_something(clause)]
    rows: list[tuple[str, Callable[[str], tuple[bool, list[Place]]]]] = []
    for name, make in (*PEERS, *SMALL_PEERS):
        rows.append((name, always(make(clauses))))
    searcher = Searcher(None)
    rows.append((OURS, ours(database, searcher)))
    encode(["热身"])
    print(f"| search | hit@1 | hit@3 | answered | refused | {HEAD} |\n|---|---|---|---|---|---|---|---|")
    for name, ask in rows:
        ask("热身")
        # Before the scores: the vectors of the last questions are kept.
        speed = timed(ask, [case.question for case in cases])
        figures, _ = score(cases, ask)
        decided = f"{figures.answered:.3f} | {figures.refused:.3f}" if name == OURS else "– | –"
        print(f"| {name} | {figures.hit1:.3f} | {figures.hit3:.3f} | {decided} | {speed} |")


@dataclass(frozen=True)
class Speed:
    """Milliseconds a question: median and 95th percentile on the wall, median of the processor."""

    median: float
    p95: float
    processor: float

    def __str__(self) -> str:
        return f"{self.median:.1f} | {self.p95:.1f} | {self.processor:.1f}"


def timed(ask: Callable[[str], object], questions: Sequence[str]) -> Speed:
    """Asks each question once."""
    wall, processor = [], []
    for question in questions:
        start, started = time.perf_counter(), time.process_time()
        ask(question)
        processor.append((time.process_time() - started) * 1000)
        wall.append((time.perf_counter() - start) * 1000)
    return Speed(statistics.median(wall), float(np.percentile(wall, 95)), statistics.median(processor))


def scale(database: Database, size: int, questions: Sequence[str]) -> None:
    """Adds synthetic documents made of the sentences of the real ones, and times build, reading back and questions."""
    dice = random.Random(1)
    with database.session() as session:
        sentences = [part for clause in iter_clauses(session) for part in clause.text.split("。") if 8 < len(part) < 80]
        characters = "".join(dict.fromkeys("".join(sentences)))
        for number in range(size // DOCUMENT_SIZE):
            document = Document(key=f"合成〔{1000 + number}〕", title=f"关于{dice.choice(sentences)[:20]}的通知", status="in_force",
                                collection="synthetic", digest=str(number))
            session.add(document)
            session.flush()
            session.bulk_save_objects([
                Clause(document_id=document.id, ordinal=place, kind="item", label=f"（{place}）",
                       heading=dice.choice(sentences)[:10], original="",
                       text="。".join(dice.sample(sentences, 2)) + "".join(dice.sample(characters, 12)))
                for place in range(1, DOCUMENT_SIZE + 1)])
    path = Path(tempfile.mkdtemp()) / "index.npz"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    searcher = Searcher(path)
    start = time.perf_counter()
    with database.session() as session:
        index = searcher.index(session)
    built = time.perf_counter() - start
    with database.session() as session:
        session.query(Document).filter_by(key="合成〔1000〕").one().digest = "changed"
    start = time.perf_counter()
    with database.session() as session:
        searcher.index(session)
    changed = time.perf_counter() - start
    start = time.perf_counter()
    again = Searcher(path)
    with database.session() as session:
        again.index(session)
    read = time.perf_counter() - start
    arrays = sum(getattr(part, name).nbytes for part in (index.clauses, index.asked)
                 for name in ("vocabulary", "starts", "rows", "weights", "idf"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"\n{index.size} clauses in {database.engine.dialect.name}: built in {built:.1f} s, again after one document changed "
          f"{changed:.1f} s, read back in {read:.2f} s, file {path.stat().st_size / 1e6:.0f} MB, postings "
          f"{arrays / 1e6:.0f} MB, peak of the process {before / 1e3:.0f} -> {peak / 1e3:.0f} MB\n")
    ask = ours(database, again)
    ask("热身")
    print(f"| search | {HEAD} |\n|---|---|---|---|\n| {OURS} | {timed(ask, questions)} |")
    with database.session() as session:
        again._index = replace(again.index(session), vectors=None)
    print(f"| … without sentence vectors | {timed(ask, questions)} |")
    with database.session() as session:
        clauses = [clause for clause in iter_clauses(session) if says_something(clause)]
    for name, make in PEERS:
        print(f"| {name} | {timed(make(clauses), questions)} |")


def main() -> None:
    """Runs both parts on a database of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clauses", type=int, default=100_000)
    parser.add_argument("--database", help="URL of an empty database (default: SQLite, gone afterwards)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(arguments.database or f"sqlite:///{folder}/policy.sqlite")
        database.prepare()
        print(f"own questions ({len(read_own())})\n")
        quality(database, read_own())
        if INDEPENDENT.exists():
            print(f"\nindependent questions ({len(read_independent())})\n")
            quality(database, read_independent())
        if arguments.clauses:
            scale(database, arguments.clauses, [case.question for case in read_own()])
        database.close()


if __name__ == "__main__":
    main()
