"""The reference of the estate's tables."""

from __future__ import annotations

from modelkeep.adapters.export.table_reference import table_reference
from modelkeep.core.kinds import tables


def test_a_table_says_what_it_holds_and_which_calls_fill_it() -> None:
    notebook, encryption = tables()["sagemaker_notebook_instance"], tables()["s3_bucket_encryption"]
    text = table_reference([notebook, encryption])
    assert "2 tables" in text
    assert text.index("## s3_bucket_encryption") < text.index("## sagemaker_notebook_instance")
    assert "- facet of [s3_bucket](#s3_bucket)" in text
    assert all(f"`{call}`" in text for call in notebook.calls)
    assert all(f"`{column.name} {column.sql_type}`" in text for column in notebook.columns)
