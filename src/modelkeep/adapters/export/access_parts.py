"""What the views of answers about access share: principals in a line, coverage, JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import IO, Any

import msgspec
from rich.console import Console
from rich.text import Text

from modelkeep.adapters.export.terminal import UNKNOWN
from modelkeep.adapters.export.text import visible
from modelkeep.core.arn import parse_arn
from modelkeep.core.words import plural
from modelkeep.engines.access.asking.coverage import Coverage
from modelkeep.engines.access.asking.ground import OutsideIam
from modelkeep.engines.access.statements import Ref

DIM, STRONG = "dim", "bold"
_PLACES_SHOWN = 3


def line(console: Console, text: str, style: str = "", indent: int = 0) -> None:
    """One line of text, wrapped below its indentation in a terminal."""
    from rich.padding import Padding

    shown = Text(visible(text), style=style)
    if console.soft_wrap:
        console.print(Text(" " * indent) + shown)
    else:
        console.print(Padding(shown, (0, 0, 0, indent)))


def heading(console: Console, text: str) -> None:
    """A heading with an empty line before it."""
    console.print()
    line(console, text, STRONG)


def principal_words(kind: str, name: str, account: str) -> str:
    """`role data-scientist in 111122223333`: ARNs in words, all else as it is."""
    parts = parse_arn(name)
    if parts is None or parts.service not in ("iam", "sts"):
        return name if kind in ("anonymous", "any account", "account", "anybody") else f"{kind} {name}"
    if parts.resource == "root":
        return f"{kind} {account}" if kind == "account" else f"{kind} of account {account}"
    return f"{kind} {parts.resource.partition('/')[2]} in {account}"


def show_outside(outside: Iterable[OutsideIam], console: Console) -> None:
    """Ways in that no policy decides."""
    every = tuple(outside)
    if not every:
        return
    heading(console, "Outside IAM: no policy shows who comes in here")
    for each in every:
        style = UNKNOWN if each.open or each.is_unread else ""
        line(console, each.who, style, 2)
        line(console, f"judged by {each.judge}", DIM, 4)
        line(console, each.resource, DIM, 4)


def show_notes(notes: Iterable[str], console: Console) -> None:
    """Sentences that belong to the answer."""
    for at, each in enumerate(notes):
        if not at:
            console.print()
        line(console, f"Note: {each}")


def show_coverage(found: Coverage, console: Console) -> None:
    """How far the answer carries: its end, always."""
    heading(console, "Coverage")
    line(console, f"from {found.source}", indent=2)
    accounts = ", ".join(found.accounts) or "none"
    line(
        console,
        f"users and roles of {plural(len(found.accounts), 'account')}: {accounts} ({found.principals:,})",
        indent=2,
    )
    line(console, f"policies read: {', '.join(found.policy_kinds) or 'none'}", indent=2)
    services = ", ".join(f"{name} {count:,}" for name, count in found.services.items())
    line(console, f"resources whose policies were read: {services or 'none'}", indent=2)
    for what, why, places in found.unread_by_kind:
        shown = ", ".join(places[:_PLACES_SHOWN])
        more = f" and {len(places) - _PLACES_SHOWN:,} more" if len(places) > _PLACES_SHOWN else ""
        line(console, f"not read: {what} of {shown}{more} ({why})", UNKNOWN, 2)
    for each in found.lacks:
        line(console, f"not given: {each}", UNKNOWN, 2)
    line(console, f"not asked: {', '.join(found.never)}, which only narrow", indent=2)
    line(console, f"actions as of {found.table_date} ({found.table_source})", indent=2)


def coverage_record(found: Coverage) -> dict[str, Any]:
    """The coverage for JSON."""
    return {
        "source": found.source,
        "accounts": list(found.accounts),
        "principals": found.principals,
        "policy_kinds": list(found.policy_kinds),
        "services": dict(found.services),
        "unread": [{"what": each.what, "where": each.where, "why": each.why} for each in found.unread],
        "lacks": list(found.lacks),
        "not_asked": list(found.never),
        "action_table": {"date": found.table_date.isoformat(), "source": found.table_source},
    }


def outside_record(each: OutsideIam) -> dict[str, Any]:
    """A way in beside IAM, for JSON."""
    return {
        "resource": each.resource, "who": each.who, "judge": each.judge, "actions": list(each.actions),
        "open": each.open, "unread": each.is_unread,
    }  # fmt: skip


def ref_record(ref: Ref) -> dict[str, Any]:
    """A statement, for JSON."""
    return {"policy": ref.policy, "statement": ref.statement, "sid": ref.sid}


def write_lines(records: Iterable[Mapping[str, Any]], out: IO[str]) -> None:
    """One JSON object a line."""
    for each in records:
        out.write(msgspec.json.encode(each).decode())
        out.write("\n")
