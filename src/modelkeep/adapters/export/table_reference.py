"""The reference of the estate's tables, in Markdown: for those who write SQL over it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from modelkeep.adapters.export.markdown import code
from modelkeep.core.tables import Table
from modelkeep.core.words import plural

_MADE = "<!-- Made by `make docs` from src/modelkeep/core/kinds: change the class instead. -->"


def table_reference(tables: Iterable[Table]) -> str:
    """All tables in order of name: what they hold, which calls fill them, their columns."""
    ordered = sorted(tables, key=lambda table: table.name)
    introduction = (
        f"{plural(len(ordered), 'table')}, which `modelkeep sql` and controls can ask. NULL is what was not read; what AWS "
        "answers as not set is an explicit value."
    )
    return "\n\n".join((_MADE, "# Tables", introduction, *(part for table in ordered for part in _table(table)))) + "\n"


def _table(table: Table) -> Iterator[str]:
    yield f"## {table.name}"
    if table.doc:
        yield table.doc
    facts = [f"- {table.role.value}" + (f" of [{table.of}](#{table.of})" if table.of else "")]
    if table.cfn_type:
        facts.append(f"- type {code(table.cfn_type)}")
    if table.calls:
        facts.append(f"- filled by {', '.join(map(code, table.calls))}")
    facts.append(f"- columns {', '.join(code(f'{column.name} {column.sql_type}') for column in table.columns)}")
    yield "\n".join(facts)
