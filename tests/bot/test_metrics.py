"""Prometheus' text format."""

from __future__ import annotations

from bot.metrics import Metrics


def test_counters_and_histograms_are_written_as_prometheus_reads_them() -> None:
    metrics = Metrics()
    for seconds in (0.004, 0.2, 9.0):
        metrics.count("zjtx_turns_total", channel="rest")
        metrics.observe("zjtx_turn_seconds", seconds, channel="rest")
    lines = metrics.text().splitlines()
    assert "# TYPE zjtx_turns_total counter" in lines
    assert 'zjtx_turns_total{channel="rest"} 3' in lines
    assert "# TYPE zjtx_turn_seconds histogram" in lines
    assert 'zjtx_turn_seconds_bucket{channel="rest",le="0.005"} 1' in lines
    assert 'zjtx_turn_seconds_bucket{channel="rest",le="0.25"} 2' in lines
    assert 'zjtx_turn_seconds_bucket{channel="rest",le="+Inf"} 3' in lines
    assert 'zjtx_turn_seconds_count{channel="rest"} 3' in lines
    assert 'zjtx_turn_seconds_sum{channel="rest"} 9.204000' in lines


def test_labels_are_escaped() -> None:
    metrics = Metrics()
    metrics.count("zjtx_http_requests_total", route='/a"b\\c\n')
    assert r'zjtx_http_requests_total{route="/a\"b\\c\n"} 1' in metrics.text()
