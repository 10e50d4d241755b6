"""The estate as DuckDB tables over Parquet."""
