.PHONY: help setup run chat train test test-spark bench

help:
	@echo "make setup   安装到 .venv（命令在 .venv/bin/zjtx）"
	@echo "make run     启动助手（网页、REST、JSON 接口）：http://127.0.0.1:5005"
	@echo "make chat    在终端里对话"
	@echo "make train   训练对话模型（内容有变化时）"
	@echo "make test    全部检查与测试"
	@echo "make test-spark  规则在 Spark SQL 上的一致性（另建环境，需要 Java 17）"
	@echo "make bench   测量速度与内存"

setup:
	@sh .ci/setup

run: setup
	@.venv/bin/zjtx serve $(ARGS)

chat: setup
	@.venv/bin/zjtx chat

train: setup
	@.venv/bin/zjtx train

test: setup
	@sh .ci/checks $(ARGS)

test-spark: setup
	@test -x var/spark/bin/python || (.venv/bin/python -m venv var/spark && var/spark/bin/pip install --quiet pyspark)
	@ZJTX_SPARK_PYTHON=$(CURDIR)/var/spark/bin/python .venv/bin/pytest tests/policy_match/test_spark.py

bench: setup
	@for file in benchmarks/*.py; do echo "== $$file"; .venv/bin/python $$file || exit 1; done
