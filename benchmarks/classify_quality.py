"""How well structured identifiers are found in generated text: precision, recall and F1 of each, in ten locales.

    python benchmarks/classify_quality.py [--texts 600] [--seed 11]

Text and values are made by Faker (pip install faker), which knows nothing of Modelkeep's patterns. A value is found where a finding of its
kind overlaps it; a finding of a kind that overlaps no value of that kind is false. Promised: F1 of at least 0.97 for card, e-mail, IBAN,
IP, SSN and phone. Names and addresses are not among them: they are told apart in the guide.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator

from faker import Faker

import measure
from modelkeep.catalogue.identifiers import load_identifiers
from modelkeep.engines.classify.compiled import compile_identifiers
from modelkeep.engines.classify.text import TextScanner

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
PROMISED = 0.97
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


def found(scanner: TextScanner, text: str) -> list[Value]:
    """What is found, by kind, in offsets of characters."""
    data = text.encode()
    return [
        (KINDS[each.identifier], len(data[: each.start].decode()), len(data[: each.end].decode()))
        for each in scanner.scan(data)
        if each.identifier in KINDS
    ]


def overlap(one: Value, other: Value) -> bool:
    """Of one kind, and at one place."""
    return one[0] == other[0] and one[1] < other[2] and other[1] < one[2]


def main() -> int:
    """Print the figures; the exit code says whether the promise is kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=int, default=600, help="texts of each locale")
    parser.add_argument("--seed", type=int, default=11)
    asked = parser.parse_args()
    print(measure.machine())
    scanner = TextScanner(compile_identifiers(load_identifiers()))
    right, missed, false = Counter[str](), Counter[str](), Counter[str]()
    for locale in LOCALES:
        for text, values in texts(locale, asked.texts, asked.seed):
            hits = found(scanner, text)
            for value in values:
                (right if any(overlap(value, hit) for hit in hits) else missed)[value[0]] += 1
            false.update(hit[0] for hit in hits if not any(overlap(hit, value) for value in values))
    kept = True
    print(f"{'':8} {'F1':>7} {'precision':>10} {'recall':>7} {'values':>7}")
    for kind in FRAMES:
        f1 = 2 * right[kind] / (2 * right[kind] + missed[kind] + false[kind])
        precision, recall = right[kind] / (right[kind] + false[kind]), right[kind] / (right[kind] + missed[kind])
        kept &= f1 >= PROMISED
        print(
            f"{kind:8} {f1:7.4f} {precision:10.4f} {recall:7.4f} {right[kind] + missed[kind]:7,}{'' if f1 >= PROMISED else '  NOT KEPT'}"
        )
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
