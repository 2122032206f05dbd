"""Two programs in OpenFisca-Core (AGPL-3), run only by ``benchmarks/match.py`` in an environment made for it.

``python openfisca_peer.py TABLE.parquet OUT.parquet REPEATS``: prints JSON with the seconds and the number of eligible
enterprises. OpenFisca knows no unknowns: a missing value is its default, so the table that it gets is fully known.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import duckdb
import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.model_api import YEAR, Variable
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.simulations import Simulation
from openfisca_core.taxbenefitsystems import TaxBenefitSystem

NUMBERS = (
    "employees", "revenue", "years_in_niche", "main_business_ratio", "revenue_growth_2y", "asset_liability_ratio", "rd_expense",
    "rd_expense_prev", "rd_ratio", "rd_ratio_prev", "class1_ip", "domestic_share", "national_rank", "development_score",
    "main_revenue_avg_3y", "global_rank",
)  # fmt: skip
TRUTHS = (
    "legal_person", "dishonest", "restricted_product", "major_incident_3y", "is_champion", "is_srdi_sme", "class1_ip_in_use",
    "national_award_top3", "key_field", "emerging_industry", "key_chain_role", "tax_violation_3y", "new_product",
)  # fmt: skip
SECTORS = ("industry", "construction", "wholesale", "retail", "transport", "software_it", "other")
PERIOD = "2026"
PROGRAMS = ("little_giant", "champion_enterprise")

Firm = build_entity(key="firm", plural="firms", label="企业", is_person=True)


def given(name: str, kind: type) -> type[Variable]:
    return type(name, (Variable,), {"value_type": kind, "entity": Firm, "definition_period": YEAR, "label": name})


class is_sme(Variable):  # noqa: N801
    value_type, entity, definition_period, label = bool, Firm, YEAR, "is_sme"

    def formula(firm, period):  # noqa: N805
        sector, people, revenue = firm("sector", period), firm("employees", period), firm("revenue", period)
        limits = [(1000, 40000), (0, 80000), (200, 40000), (300, 20000), (1000, 30000), (300, 10000), (300, 0)]
        return np.select([sector == index for index in range(7)], [(people < p) | (revenue < r) for p, r in limits])


class little_giant(Variable):  # noqa: N801
    value_type, entity, definition_period, label = bool, Firm, YEAR, "little_giant"

    def formula(firm, period):  # noqa: N805
        def of(name):
            return firm(name, period)

        return (
            of("legal_person") & of("is_sme") & ~of("dishonest") & ~of("restricted_product") & ~of("major_incident_3y")
            & ~of("is_champion") & of("is_srdi_sme") & (of("years_in_niche") >= 3) & (of("revenue") >= 5000)
            & (of("main_business_ratio") >= 90) & (of("revenue_growth_2y") >= 5) & (of("asset_liability_ratio") <= 75)
            & (of("rd_expense") + of("rd_expense_prev") >= 1200) & (of("rd_ratio") >= 3) & (of("rd_ratio_prev") >= 3)
            & (((of("class1_ip") >= 4) & of("class1_ip_in_use")) | of("national_award_top3"))
            & ((of("domestic_share") >= 10) | (of("national_rank") <= 3)) & (of("key_field") | of("emerging_industry"))
            & of("key_chain_role") & (of("development_score") >= 60)
        )  # fmt: skip


class champion_enterprise(Variable):  # noqa: N801
    value_type, entity, definition_period, label = bool, Firm, YEAR, "champion_enterprise"

    def formula(firm, period):  # noqa: N805
        def of(name):
            return firm(name, period)

        years = of("years_in_niche")
        return (
            of("legal_person") & ~of("dishonest") & ~of("restricted_product") & ~of("major_incident_3y")
            & ~of("tax_violation_3y") & ((years >= 10) | (of("new_product") & (years >= 5)))
            & (of("main_revenue_avg_3y") >= 40000) & (of("global_rank") <= 3)
        )  # fmt: skip


def load(table: str, system: TaxBenefitSystem) -> tuple[Any, Simulation]:
    """The ids, and a simulation with the facts of the table as its inputs."""
    columns = duckdb.execute(f"SELECT * FROM '{table}'").fetchnumpy()
    simulation = SimulationBuilder().build_default_simulation(system, len(columns["revenue"]))
    for name in (*NUMBERS, *TRUTHS):
        simulation.set_input(name, PERIOD, np.asarray(columns[name]))
    sectors = np.asarray(columns["sector"])
    simulation.set_input("sector", PERIOD, np.select([sectors == name for name in SECTORS], range(len(SECTORS))).astype(float))
    return columns["id"], simulation


def main() -> None:
    table, out, repeats = sys.argv[1], sys.argv[2], int(sys.argv[3])
    system = TaxBenefitSystem([Firm])
    for name in (*NUMBERS, "sector"):
        system.add_variable(given(name, float))
    for name in TRUTHS:
        system.add_variable(given(name, bool))
    for variable in (is_sme, little_giant, champion_enterprise):
        system.add_variable(variable)
    whole, decide, eligible = [], [], {}
    for _ in range(repeats):
        start = time.perf_counter()
        ids, simulation = load(table, system)
        loaded = time.perf_counter()
        found = {program: simulation.calculate(program, PERIOD) for program in PROGRAMS}
        decide.append(time.perf_counter() - loaded)
        for answer in found.values():
            result = {"id": ids, "eligible": answer}  # noqa: F841 - DuckDB reads it by its name
            duckdb.execute(f"COPY (FROM result) TO '{out}' (FORMAT parquet)")
        whole.append(time.perf_counter() - start)
        eligible = {program: int(answer.sum()) for program, answer in found.items()}
    print(json.dumps({"whole": min(whole), "decide": min(decide), "eligible": eligible}))


if __name__ == "__main__":
    main()
