"""Runs rendered statements on Spark SQL; for a Python of its own, since PySpark's pins clash with Rasa's.

``python spark_job.py JOBS.json``: a list of ``{"rows": file.jsonl, "schema": DDL, "sql": statement, "out": file.json}``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from pyspark.sql import SparkSession

spark = (
    SparkSession.builder.master("local[2]")
    .config("spark.ui.enabled", "false")
    .config("spark.sql.shuffle.partitions", "2")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("ERROR")
for job in json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")):
    spark.read.schema(job["schema"]).json(job["rows"]).createOrReplaceTempView("enterprises")
    rows = [list(row) for row in spark.sql(job["sql"]).collect()]
    Path(job["out"]).write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
spark.stop()
