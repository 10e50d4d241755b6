"""How well structured identifiers are found in generated text, and how much is found in data that hold none.

    python benchmarks/classify_quality.py [--texts 600] [--seed 11] [--megabytes 1] [--logs PLACE]... [--part found|names|clean]

Found: text and values are made by Faker (pip install faker), which knows nothing of Modelkeep's patterns, in ten locales. A value is found
where a finding of its kind overlaps it, however certain; a finding of a kind that overlaps no value of that kind is false. `likely` is the
share of values that are found with enough certainty to decide about a class, of those that are not kept for examples or fiction, as most
of Faker's are. Promised: F1 of at least 0.97 for card, e-mail, IBAN, IP, SSN and phone.

Names: the share of names and addresses that are found without a model: where something says what they are, where nothing does, and in
columns. Nothing is promised; the guide tells the figures.

Clean: sources, documents, logs and numbers (`clean_data`). Every single likely value of class confidential or above counts, but e-mail
addresses: those in sources and documents are their authors'; they are told beside. Promised: at most one for each megabyte, but of
/usr/share/doc and /usr/share/man, which name people and where companies are.
"""

from __future__ import annotations

import argparse
import random
import sys
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import accumulate
from pathlib import Path

from faker import Faker

import measure
from clean_data import DOCUMENTS, corpora
from modelkeep.catalogue.identifiers import load_identifiers
from modelkeep.core.data import LIKELY, DataClass, Hit, Identifier, Span
from modelkeep.engines.artifacts.sources import Bytes
from modelkeep.engines.classify.compiled import Compiled, compile_identifiers
from modelkeep.engines.classify.objects import Classifier
from modelkeep.engines.classify.reading import Plan
from modelkeep.engines.classify.text import TextScanner
from modelkeep.engines.classify.validators.addresses import reserved_mail_address
from modelkeep.engines.classify.validators.phones import (
    nobodys_international_phone,
    nobodys_national_phone,
    nobodys_north_american_phone,
    nobodys_trunk_phone,
)

LOCALES = ("en_US", "en_GB", "de_DE", "fr_FR", "it_IT", "es_ES", "pt_BR", "nl_NL", "sv_SE", "pl_PL")
KINDS = {
    "credit_card_pan": "card",
    "email": "e-mail",
    "iban": "IBAN",
    "ipv4": "IP",
    "ipv6": "IP",
    "us_ssn": "SSN",
    "phone_e164": "phone",
    "phone_national": "phone",
}
FRAMES = {
    "card": ("Card number: {}", "paid with {} yesterday", "cc {} exp 09/27"),
    "e-mail": ("mail to {}.", "email={}", "<{}> wrote"),
    "IBAN": ("IBAN {}", "transfer to {} today"),
    "IP": ("client {} connected", "from {} port 22"),
    "SSN": ("SSN: {}", "social security number {}"),
    "phone": ("Phone: {}", "call {} after five", "Tel. {}", "mobile {}"),
}
SAID = {
    "name": ("My name is {} and", "Dear Mr. {},", "patient name: {}", "signed by Mrs. {} today"),
    "address": ("I live at {} now", "address: {}", "ship to {} please"),
}
"""Something says what it is, in English, in which many texts of other places are."""
BARE = ("Then {} came back", "we saw {} there", "{} was late")
NAMED = {"name": ("full_name", "customer name", "Nachname"), "address": ("address", "home_address", "Adresse")}
NAMES = {"name": {"person_name", "name_column"}, "address": {"postal_address", "street_address"}}
PROMISED = 0.97
FALSE_FINDINGS = 1.0
"""For each megabyte of clean data."""
Value = tuple[str, int, int]


def texts(locale: str, count: int, seed: int) -> Iterator[tuple[str, list[Value]]]:
    """Texts with the kinds of their values and where they are."""
    fake, american, chance = Faker(locale), Faker("en_US"), random.Random(f"{locale}{seed}")
    Faker.seed(f"{locale}{seed}")
    make: dict[str, Callable[[], str]] = {
        "card": fake.credit_card_number,
        "e-mail": fake.email,
        "IBAN": fake.iban,
        "IP": lambda: fake.ipv4_public() if chance.random() < 0.7 else fake.ipv6(),
        "SSN": american.ssn,
        "phone": fake.phone_number,
    }
    for _ in range(count):
        text, values = "", []
        for kind in chance.sample(sorted(make), 3):
            before, after = chance.choice(FRAMES[kind]).split("{}")
            value = make[kind]()
            text += fake.text(60).replace("\n", " ") + " " + before
            values.append((kind, len(text), len(text) + len(value)))
            text += value + after + " "
        yield text, values


def found(hits: list[Hit], data: bytes) -> list[Value]:
    """What is found, by kind, in offsets of characters."""
    return [
        (KINDS[each.identifier], len(data[: each.start].decode()), len(data[: each.end].decode()))
        for each in hits
        if each.identifier in KINDS
    ]


def overlap(one: Value, other: Value) -> bool:
    """Of one kind, and at one place."""
    return one[0] == other[0] and one[1] < other[2] and other[1] < one[2]


def print_found(compiled: Compiled, count: int, seed: int) -> bool:
    """Print precision, recall and F1 by kind; whether the promise is kept."""
    scanner = TextScanner(compiled)
    right, missed, false = Counter[str](), Counter[str](), Counter[str]()
    likely, examples = Counter[str](), Counter[str]()
    for locale in LOCALES:
        for text, values in texts(locale, count, seed):
            data = text.encode()
            every = scanner.scan(data)
            hits, sure = found(every, data), found([each for each in every if each.confidence >= LIKELY], data)
            for value in values:
                is_found, is_likely = (any(overlap(value, hit) for hit in those) for those in (hits, sure))
                (right if is_found else missed)[value[0]] += 1
                likely[value[0]] += is_likely
                examples[value[0]] += is_found and not is_likely and is_example(text[value[1] : value[2]])
            false.update(hit[0] for hit in hits if not any(overlap(hit, value) for value in values))
    kept = True
    print(f"{'found':8} {'F1':>7} {'precision':>10} {'recall':>7} {'values':>7} {'likely':>7} {'examples':>9}")
    for kind in FRAMES:
        f1 = 2 * right[kind] / (2 * right[kind] + missed[kind] + false[kind])
        precision, recall = right[kind] / (right[kind] + false[kind]), right[kind] / (right[kind] + missed[kind])
        total = right[kind] + missed[kind]
        certain = f"{likely[kind] / (total - examples[kind]):.4f}" if total > examples[kind] else "-"
        kept &= f1 >= PROMISED
        note = "" if f1 >= PROMISED else "  NOT KEPT"
        print(f"{kind:8} {f1:7.4f} {precision:10.4f} {recall:7.4f} {total:7,} {certain:>7} {examples[kind]:9,}{note}")
    return kept


def print_names(compiled: Compiled, count: int, seed: int) -> None:
    """Print the share of names and addresses that are found, by where they stand."""
    classifier, chance = Classifier(compiled, b"benchmark" * 4), random.Random(seed)
    told, seen = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for locale in LOCALES:
        fake = Faker(locale)
        Faker.seed(f"{locale}{seed}")
        make: dict[str, Callable[[], str]] = {"name": fake.name, "address": fake.address}
        for kind, making in make.items():
            values = [making().replace("\n", ", ") for _ in range(count)]
            for where, frames in (("where it is said", SAID[kind]), ("where nothing says it", BARE)):
                lines = [chance.choice(frames).format(each) for each in values]
                found = spans_of(classifier, "text.txt", "\n".join(lines).encode(), NAMES[kind])
                told[kind, where] += len(set(text_lines(lines, found)))
                seen[kind, where] += count
            column = chance.choice(NAMED[kind])
            table = "\n".join([f"id,{column}", *(f'{number},"{each}"' for number, each in enumerate(values))]).encode()
            found = spans_of(classifier, "table.csv", table, NAMES[kind])
            told[kind, "in a column of that name"] += len({each.row for each in found})
            seen[kind, "in a column of that name"] += count
    print(f"{'names':8} {'recall':>7} {'values':>7}")
    for (kind, where), total in seen.items():
        print(f"{kind:8} {told[kind, where] / total:7.4f} {total:7,}  {where}")


def spans_of(classifier: Classifier, place: str, data: bytes, wanted: set[str]) -> list[Span]:
    """The likely values of some identifiers."""
    spans: list[Span] = []
    classifier.classify(place, Bytes(data), Plan(full=True), spans=spans)
    return [each for each in spans if each.identifier in wanted and each.confidence >= LIKELY]


def text_lines(lines: list[str], found: list[Span]) -> Iterator[int]:
    """The numbers of the lines in which something was found."""
    starts = list(accumulate((len(each) + 1 for each in lines), initial=0))
    for each in found:
        yield bisect_right(starts, each.start) - 1


def is_example(value: str) -> bool:
    """Kept for examples or fiction, by the validators that say so."""
    told = value.encode()
    return reserved_mail_address(told) or any(
        validate(told)
        for validate in (
            nobodys_international_phone,
            nobodys_north_american_phone,
            nobodys_trunk_phone,
            nobodys_national_phone,
        )
    )


def print_clean(compiled: Compiled, size: int, seed: int, logs: list[Path]) -> bool:
    """Print what is found in clean data, by identifier, for each megabyte; whether the promise is kept. No value is printed."""
    known = {each.id: each for each in compiled.identifiers}
    classifier = Classifier(compiled, b"benchmark" * 4)
    kept = True
    print(f"{'clean':24} {'MB':>6} {'false per MB':>13} {'e-mail per MB':>14}")
    for name, documents in corpora(size, seed, logs):
        megabytes = sum(len(data) for _, data in documents) / 1e6
        if not megabytes:
            print(f"{name:24} {'none':>6}")
            continue
        counted = Counter[str]()
        for place, data in documents:
            spans: list[Span] = []
            classifier.classify(place, Bytes(data), Plan(full=True), spans=spans)
            counted.update(each.identifier for each in spans if counts(each, known[each.identifier]))
        mails = counted.pop("email", 0) / megabytes
        rate = sum(counted.values()) / megabytes
        is_kept = rate <= FALSE_FINDINGS or name in DOCUMENTS
        kept &= is_kept
        note = "" if is_kept else "  NOT KEPT"
        told = ", ".join(f"{each} {count / megabytes:.2f}" for each, count in counted.most_common())
        print(f"{name:24} {megabytes:6.2f} {rate:13.2f} {mails:14.2f}  {told}{note}", flush=True)
    return kept


def counts(span: Span, identifier: Identifier) -> bool:
    """Likely, and of class confidential or above."""
    return span.confidence >= LIKELY and identifier.data_class.rank >= DataClass.CONFIDENTIAL.rank


def main() -> int:
    """Print the figures; the exit code says whether the promises are kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=int, default=600, help="texts of each locale")
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--megabytes", type=float, default=1.0, help="of each kind of clean data")
    parser.add_argument(
        "--logs", type=Path, action="append", default=[], help="a log, or a folder of them, beside /var/log"
    )
    parser.add_argument("--part", choices=("found", "names", "clean"), help="this one alone")
    asked = parser.parse_args()
    print(measure.machine())
    compiled = compile_identifiers(load_identifiers())
    kept = True
    if asked.part in (None, "found"):
        kept &= print_found(compiled, asked.texts, asked.seed)
    if asked.part in (None, "names"):
        print_names(compiled, asked.texts, asked.seed)
    if asked.part in (None, "clean"):
        kept &= print_clean(compiled, int(asked.megabytes * 1e6), asked.seed, [Path("/var/log"), *asked.logs])
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
