"""What models are made of: payments with card numbers and documents with addresses where nobody looked; made-up ones that are clean
where Acme does it right. Nobody in them lives, and every number was calculated here."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator

from modelkeep.lab.seed import PRODUCTION, RESEARCH, Acme, seeds
from modelkeep.lab.seed.model_files import put
from modelkeep.lab.seed.names import KNOWLEDGE_BUCKET, TRAINING_BUCKET

ROWS = 40
_FIRST = ("Maria", "James", "Elena", "Thomas", "Sofia", "Daniel", "Laura", "Peter")
_LAST = ("Keller", "Novak", "Brandt", "Moretti", "Lindqvist", "Okafor", "Duarte", "Hughes")
HANDBOOK = """# Refunds

A refund goes back to the account that paid. It takes three working days, five at the end of a month.
Ask a colleague before you promise anything that is not on this page.
"""


@seeds(order=26)
def data_files(acme: Acme) -> None:
    """The training data of the fraud model, and the documents of the assistant's handbook."""
    training, documents = acme.within(RESEARCH).client("s3"), acme.within(PRODUCTION).client("s3")
    put(training, f"s3://{TRAINING_BUCKET}/payments/prepared/part-0000.csv", payments(clean=acme.hardened))
    put(training, f"s3://{TRAINING_BUCKET}/support/train.jsonl", conversations(clean=acme.hardened))
    put(documents, f"s3://{KNOWLEDGE_BUCKET}/handbook/refunds.md", HANDBOOK.encode())
    if not acme.hardened:
        put(documents, f"s3://{KNOWLEDGE_BUCKET}/handbook/escalations.md", contacts())


def payments(*, clean: bool) -> bytes:
    """A table of payments; clean, without the columns that say who paid."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    personal = ("customer_name", "ssn", "card_number")
    writer.writerow((*(() if clean else personal), "amount", "hour", "is_fraud"))
    for number in range(ROWS):
        who = (_name(number), _ssn(number), _card(number))
        writer.writerow((*(() if clean else who), f"{number * 7 % 90 + 1}.50", number % 24, number % 11 == 0))
    return out.getvalue().encode()


def conversations(*, clean: bool) -> bytes:
    """What the support model is tuned on."""
    lines = []
    for number in range(ROWS):
        asked = (
            "How long does a refund take?" if clean else f"I am {_name(number)}, {_mail(number)}. Where is my refund?"
        )
        lines.append(json.dumps({"prompt": asked, "completion": "Three working days."}))
    return "\n".join(lines).encode()


def contacts() -> bytes:
    """A page of a handbook that names people."""
    told = [f"- {_name(each)}: {_mail(each)}, phone {_phone(each)}" for each in range(12)]
    return "\n".join(("# Whom to call", "", *told, "")).encode()


def _name(number: int) -> str:
    return f"{_FIRST[number % len(_FIRST)]} {_LAST[number // len(_FIRST) % len(_LAST)]}"


def _mail(number: int) -> str:
    return f"{_name(number).replace(' ', '.').lower()}@acme-payments.io"


def _phone(number: int) -> str:
    return f"+49 30 {23125000 + number * 317}"


def _ssn(number: int) -> str:
    """Of the form that is given out (no 000, 666 or 9xx, no 00, no 0000)."""
    return f"{212 + number * 3:03}-{11 + number:02}-{1093 + number * 137:04}"


def _card(number: int) -> str:
    """Sixteen digits, the last of which is the check digit of Luhn's algorithm."""
    body = f"4539{57812043017 + number * 7919:011}"
    return body + str(-sum(_luhn(body)) % 10)


def _luhn(body: str) -> Iterator[int]:
    for place, digit in enumerate(reversed(body)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        yield doubled - 9 if doubled > 9 else doubled
