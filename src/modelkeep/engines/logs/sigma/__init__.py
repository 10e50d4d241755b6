"""Sigma rules as one form, compiled to the SQL of DuckDB, Spark and Athena.

`parsing` reads rules with pySigma, `conditions` walks pySigma's tree and builds sqlglot expressions, `dialects` holds what differs between
engines, `correlations`, `terms` and `baselines` build the queries that look at more than one event, `program` puts them together.
"""
