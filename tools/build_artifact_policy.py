"""Write the policy's generated files: `python tools/build_artifact_policy.py STANDARD... -- FRAMEWORKS...`.

STANDARD are outputs of tools/standard_library.py, one of each CPython; FRAMEWORKS are outputs of tools/framework_names.py. Names that
files of frameworks use are safe in the way in which they are used; those that the policy by hand names otherwise are left to it.
"""

from __future__ import annotations

import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "src/modelkeep/catalogue/artifacts"
WHY = {
    "code": ("critical", "runs code that it is given"),
    "import": ("critical", "imports modules by name"),
    "process": ("critical", "starts processes"),
    "native": ("critical", "loads or calls native code"),
    "files": ("critical", "opens, writes or deletes files"),
    "network": ("critical", "opens network connections"),
    "state": ("high", "changes or stops the running interpreter"),
}
Pairs = dict[str, set[str]]
RENAMED = {  # scikit-learn 0.22 and others moved what 0.21's files name
    "sklearn.tree._classes": ["sklearn.tree.tree"],
    "sklearn.ensemble._gb": ["sklearn.ensemble.gradient_boosting"],
    "sklearn.ensemble._voting": ["sklearn.ensemble.voting_classifier", "sklearn.ensemble.voting"],
    "sklearn.cluster._kmeans": ["sklearn.cluster.k_means_"],
    "sklearn.cluster._agglomerative": ["sklearn.cluster.hierarchical"],
    "sklearn.feature_extraction._hash": ["sklearn.feature_extraction.hashing"],
    "sklearn.metrics._scorer": ["sklearn.metrics.scorer"],
    "sklearn.linear_model._base": ["sklearn.linear_model.base"],
    "sklearn.metrics._dist_metrics": ["sklearn.neighbors.dist_metrics", "sklearn.neighbors._dist_metrics"],
    "sklearn.model_selection._search": ["sklearn.grid_search"],
    "sklearn.linear_model._linear_loss": ["sklearn.linear_model.linear_loss"],
}


def lines(pairs: Pairs) -> str:
    """The pairs in the policy's form."""
    return "".join(f"{module}: {' '.join(sorted(names))}\n" for module, names in sorted(pairs.items()) if names)


def read_names(text: str) -> Pairs:
    """The other way round."""
    found: Pairs = defaultdict(set)
    for line in text.splitlines():
        module, colon, names = line.partition(":")
        if colon:
            found[module] |= set(names.split())
    return found


def standard(paths: Iterable[str]) -> str:
    """What the standard library's callables do."""
    found: dict[str, Pairs] = defaultdict(lambda: defaultdict(set))
    tops: set[str] = set()
    for path in paths:
        for row in Path(path).read_text().splitlines():
            technique, module, names = row.split("\t")
            found[technique][module] |= set(names.split())
            tops.add(module.partition(".")[0])
    tops |= set(sys.stdlib_module_names) | {
        "distutils",
        "imp",
        "asyncore",
        "asynchat",
        "smtpd",
        "__builtin__",
        "_interpreters",
    }
    text = "# Made by tools/build_artifact_policy.py from the source of CPython's library. Do not edit.\n\nstandard = '''\n"
    text += wrapped(sorted(tops - {"antigravity2"})) + "'''\n"
    for technique, pairs in sorted(found.items()):
        severity, why = WHY[technique]
        text += f"\n[[danger]]\ntechnique = {technique!r}\nseverity = {severity!r}\nwhy = {why!r}\nnames = '''\n{lines(pairs)}'''\n"
    return text


def wrapped(words: list[str]) -> str:
    """Words in lines of 140 characters."""
    rows, row = [], ""
    for word in words:
        if len(row) + len(word) > 138:
            rows.append(row)
            row = ""
        row = f"{row} {word}".strip()
    return "\n".join([*rows, row]) + "\n"


def older(module: str) -> list[str]:
    """What a module was, or will be, called in other versions."""
    names = list(RENAMED.get(module, []))
    if module.startswith("numpy._core"):
        names.append(module.replace("numpy._core", "numpy.core", 1))
    elif module.startswith("numpy.core"):
        names.append(module.replace("numpy.core", "numpy._core", 1))
    top, _, last = module.rpartition(".")
    if module.startswith(("sklearn.", "scipy.")) and last.startswith("_") and not last.startswith("__"):
        names += [f"{top}.{last[1:]}", f"{top}.{last[1:]}_"] if module.startswith("sklearn.") else [f"{top}.{last[1:]}"]
    return names


def frameworks(paths: Iterable[str]) -> str:
    """What files of frameworks use, and how."""
    hand = tomllib.loads((FOLDER / "policy.toml").read_text())
    elsewhere = [read_names(hand[key]) for key in ("callers", "nested", "code")]
    own = {"called": read_names(hand["called"]), "made": read_names(hand["made"])}
    found: dict[str, Pairs] = {"called": defaultdict(set), "made": defaultdict(set)}
    for path in paths:
        for row in Path(path).read_text().splitlines():
            how, module, name = row.split("\t")
            group = {"call": "called", "new": "made", "build": "made"}.get(how)
            if group is None or module == "__main__" or any(name in each[module] for each in elsewhere):
                continue
            for each in (module, *older(module)):
                if name not in own[group][each]:
                    found[group][each].add(name)
    text = "# Made by tools/build_artifact_policy.py from files of real frameworks. Do not edit.\n"
    for group, pairs in found.items():
        text += f"\n{group} = '''\n{lines(pairs)}'''\n"
    return text


def main() -> None:
    """Write both files."""
    split = sys.argv.index("--")
    (FOLDER / "standard_library.toml").write_text(standard(sys.argv[1:split]))
    (FOLDER / "frameworks.toml").write_text(frameworks(sys.argv[split + 1 :]))


if __name__ == "__main__":
    main()
