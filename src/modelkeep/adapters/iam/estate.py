"""An estate from files: what `Estate` asks for, as far as the files hold it. What they do not hold was not read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from modelkeep.adapters.aws.collect.iam_details import Assembly
from modelkeep.adapters.iam.details import COMMAND, Details
from modelkeep.core.arn import GLOBAL, account_arn, parse_arn
from modelkeep.core.errors import UsageError
from modelkeep.core.kinds.account import Account
from modelkeep.core.kinds.organizations import AccountOrganization
from modelkeep.core.tables import Row
from modelkeep.engines.access.building import DETAILS

RowT = TypeVar("RowT", bound=Row)


class FileEstate:
    """The users, groups, roles and policies of accounts, from one or several files each."""

    def __init__(self, details: Sequence[Details], *, in_organization: bool) -> None:
        """`in_organization` False: somebody knows that the accounts belong to none, so that no policies of one count.

        Raises UsageError for an account that is in two files.
        """
        self._rows: dict[type[Row], list[Row]] = {}
        self._partial = {
            account: f"{each.path} is one page of several: leave out --max-items and --no-paginate"
            for each in details
            if not each.is_whole
            for account in each.accounts
        }
        by_account: dict[str, Details] = {}
        for each in details:
            for account in each.accounts:
                if account in by_account:
                    raise UsageError(
                        f"{each.path}: account {account} is in {by_account[account].path} already",
                        remedy=f"Give one file for each account: {COMMAND}",
                    )
                by_account[account] = each
        self.accounts = tuple(sorted({account for each in details for account in each.accounts}))
        for row in self._made(details, in_organization):
            self._rows.setdefault(type(row), []).append(row)

    def _made(self, details: Sequence[Details], in_organization: bool) -> Iterator[Row]:
        for each in details:
            assembly = Assembly()
            for row in assembly.rows_of(each.page):
                parts = parse_arn(row.arn)
                account = parts.account if parts is not None and parts.account.isdigit() else each.accounts[0]
                yield replace(row, account=account, region=GLOBAL)
            for account in each.accounts:
                root = account_arn(account, _partition(each))
                yield Account(arn=root, account=account, region=GLOBAL, name=account)
                if not in_organization:
                    yield AccountOrganization(arn=root, account=account, region=GLOBAL, organization_id="")

    def rows(self, row: type[RowT]) -> Iterable[RowT]:
        """All rows of a table, in the order of the files."""
        return (each for each in self._rows.get(row, ()) if isinstance(each, row))

    def was_read(self, call: str, account: str, region: str, resource: str) -> bool:
        """Only what the files are the output of, for the accounts that they are of."""
        if call.startswith("organizations:"):
            return any(each.account == account for each in self.rows(AccountOrganization))
        return call == DETAILS and account in self.accounts and account not in self._partial

    def why_not(self, call: str, account: str, resource: str) -> str:
        """Why there is no answer, in words."""
        if call == DETAILS and account in self._partial:
            return self._partial[account]
        return "the files do not hold it"


def _partition(details: Details) -> str:
    first = next(each["Arn"] for name in ("UserDetailList", "RoleDetailList") for each in details.page[name])
    return str(first).split(":")[1]
