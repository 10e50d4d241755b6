"""Which names the files of real frameworks use, and how: prints `use<TAB>module<TAB>name`.

Run it where the frameworks are installed, with `src` on PYTHONPATH. It fits and pickles what each framework offers, by pickle, joblib,
torch and cloudpickle's own writers, and reads the files with Modelkeep's interpreter; nothing is loaded.
"""

from __future__ import annotations

# ruff: noqa: C901, S112, UP045, S311, ICN001, FURB171, RUF005  (a list of things as their users write them)
import io
import pickle
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any

from modelkeep.engines.artifacts.pickle.joblib_arrays import Arrays
from modelkeep.engines.artifacts.pickle.resolving import resolvable
from modelkeep.engines.artifacts.pickle.streams import streams
from modelkeep.engines.artifacts.pickle.values import Call, Global, Value
from modelkeep.engines.artifacts.sources import Bytes

warnings.simplefilter("ignore")
FOUND: set[tuple[str, str, str]] = set()
_HOW = {1: "call", 2: "call", 4: "new", 8: "build", 16: "build", 32: "build"}


def watch(how: int, callee: Value, call: Call) -> bool:
    """Keep the use of a name."""
    if isinstance(callee, Call):
        callee = callee.callee
    if isinstance(callee, Global):
        FOUND.add((_HOW[how], callee.module, callee.name))
    return isinstance(callee, Global) and not resolvable(callee)


def read(data: bytes) -> None:
    """Keep what one file uses."""
    arrays = Arrays(lambda stream: None)
    for stream in streams(Bytes(data), watch=watch, after_build=arrays.after_build):
        for each in stream.globals:
            FOUND.add(("mention", each.module, each.name))
        if stream.error:
            print("#", stream.error, stream.end, len(data), data[:60], file=sys.stderr)


def keep(thing: object) -> None:
    """Write a thing in every way, and read that."""
    for protocol in (1, 2, 4, 5):
        try:
            read(pickle.dumps(thing, protocol))
        except Exception as error:
            print("#", type(thing), error, file=sys.stderr)
            return


def kept_by_joblib(thing: object) -> None:
    """joblib's own writer."""
    import joblib

    file = io.BytesIO()
    joblib.dump(thing, file)
    read(file.getvalue())


def sklearn_things() -> Iterator[object]:
    """Every estimator, fitted where that works on simple data, and what they are made of."""
    import numpy as np
    from sklearn.utils import all_estimators
    from sklearn.utils._test_common.instance_generator import _construct_instances

    rng = np.random.RandomState(0)
    data = np.abs(rng.rand(40, 4)) + 0.1
    for name, cls in all_estimators():
        try:
            instances = list(_construct_instances(cls))
        except Exception:
            continue
        for each in instances[:3]:
            for target in ((np.arange(40) % 2), data[:, 0], data[:, :2], (data[:, :2] > 0.5).astype(int), None):
                try:
                    each.fit(data) if target is None else each.fit(data, target)
                except BaseException:
                    continue
                yield each
                break
            else:
                print("# not fitted", name, file=sys.stderr)
                yield each
    from sklearn import gaussian_process as gp
    from sklearn.compose import ColumnTransformer
    from sklearn.datasets import load_iris
    from sklearn.ensemble import (
        GradientBoostingClassifier,
        GradientBoostingRegressor,
        HistGradientBoostingClassifier,
        HistGradientBoostingRegressor,
    )
    from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer, TfidfVectorizer
    from sklearn.linear_model import SGDClassifier
    from sklearn.metrics import accuracy_score, get_scorer, get_scorer_names, make_scorer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import FunctionTransformer, StandardScaler

    for cls in (CountVectorizer, TfidfVectorizer):
        yield cls().fit(["a few words", "more words"])
    yield HashingVectorizer()
    yield make_pipeline(StandardScaler(), FunctionTransformer(np.log1p)).fit(data)
    yield ColumnTransformer([("a", StandardScaler(), [0])]).fit(data)
    for loss in ("squared_error", "absolute_error", "gamma", "poisson", "quantile"):
        yield HistGradientBoostingRegressor(loss=loss, quantile=0.5, max_iter=3).fit(data, data[:, 0])
    for loss in ("squared_error", "absolute_error", "huber", "quantile"):
        yield GradientBoostingRegressor(loss=loss, n_estimators=3).fit(data, data[:, 0])
    for classes in (2, 3):
        yield HistGradientBoostingClassifier(max_iter=3).fit(data, np.arange(40) % classes)
        yield GradientBoostingClassifier(n_estimators=3).fit(data, np.arange(40) % classes)
    yield GradientBoostingClassifier(n_estimators=3, loss="exponential").fit(data, np.arange(40) % 2)
    for loss in ("hinge", "log_loss", "modified_huber", "squared_hinge", "perceptron", "huber", "epsilon_insensitive"):
        yield SGDClassifier(loss=loss).fit(data, np.arange(40) % 2)
    for kernel in dir(gp.kernels):
        cls = getattr(gp.kernels, kernel)
        if isinstance(cls, type) and issubclass(cls, gp.kernels.Kernel):
            try:
                yield cls()
            except TypeError:
                continue
    yield load_iris()
    yield make_scorer(accuracy_score)
    for scorer in get_scorer_names():
        yield get_scorer(scorer)
    import sklearn._loss._loss as losses
    import sklearn.metrics as metrics

    for name in dir(losses):
        if name.startswith("Cy"):
            try:
                yield getattr(losses, name)()
            except TypeError:
                yield getattr(losses, name)(0.5)
    from sklearn.metrics import DistanceMetric
    from sklearn.neighbors import BallTree, KDTree

    yield BallTree(data)
    yield KDTree(data)
    for metric in (
        "euclidean",
        "manhattan",
        "minkowski",
        "chebyshev",
        "haversine",
        "hamming",
        "canberra",
        "braycurtis",
        "jaccard",
    ):
        yield DistanceMetric.get_metric(metric)
        yield BallTree(data[:, :2], metric=metric if metric != "minkowski" else "euclidean")
    yield metrics.confusion_matrix([0, 1], [0, 1])


def numpy_things() -> Iterator[object]:
    """Arrays, scalars, types, generators."""
    import numpy as np

    for name in "?bBhHiIlLqQefdgFDG":
        yield np.zeros(3, name)
        yield np.dtype(name).type(1)
        yield np.dtype(name)
        yield np.dtype(name).type
    yield from (
        np.array(["a"]),
        np.array([b"a"]),
        np.array([None, "x"], object),
        np.zeros(2, "M8[D]"),
        np.zeros(2, "m8[s]"),
    )
    yield from (
        np.zeros(2, [("a", "f8"), ("b", "O")]),
        np.datetime64("2020-01-01"),
        np.timedelta64(1, "D"),
        np.str_("x"),
        np.bytes_(b"x"),
    )
    yield from (
        np.ma.masked_array([1, 2], [True, False]),
        np.ma.masked,
        np.recarray(2, [("a", "f8")]),
        np.matrix([[1]]),
        np.memmap,
    )
    yield from (
        np.random.RandomState(0),
        np.random.default_rng(0),
        np.asfortranarray(np.eye(3)),
        np.zeros((2, 2))[::2],
        np.poly1d([1, 2]),
    )
    for bits in (np.random.PCG64, np.random.MT19937, np.random.Philox, np.random.SFC64, np.random.PCG64DXSM):
        yield bits(0)
        yield np.random.Generator(bits(0))
    yield np.random.SeedSequence(0)
    yield from (np.log1p, np.sin, np.exp, np.add, np.mean, np.ndarray, np.nan, np.errstate(), np.vectorize(abs))
    yield np.polynomial.Polynomial([1, 2])
    yield np.dtypes.StringDType()
    yield np.array(["a"], dtype=np.dtypes.StringDType())


def scipy_things() -> Iterator[object]:
    """Sparse matrices, interpolators, distributions, trees."""
    import numpy as np
    from scipy import interpolate, optimize, sparse, spatial, stats

    eye = np.eye(4)
    for kind in ("csr", "csc", "coo", "lil", "dok", "dia", "bsr"):
        yield getattr(sparse, kind + "_matrix")(eye)
        yield getattr(sparse, kind + "_array")(eye)
    x = np.arange(8.0)
    yield from (
        interpolate.interp1d(x, x),
        interpolate.CubicSpline(x, x),
        interpolate.PchipInterpolator(x, x),
        interpolate.BSpline(x, x[:4], 3),
    )
    yield from (
        interpolate.RegularGridInterpolator((x, x), np.outer(x, x)),
        interpolate.UnivariateSpline(x, x),
        interpolate.make_interp_spline(x, x),
    )
    yield from (
        interpolate.RBFInterpolator(x[:, None], x),
        interpolate.Akima1DInterpolator(x, x),
        interpolate.LinearNDInterpolator(np.random.rand(9, 2), x.tolist() + [1]),
    )
    yield from (
        spatial.cKDTree(eye),
        spatial.KDTree(eye),
        spatial.transform.Rotation.identity(),
        spatial.Delaunay(np.random.rand(9, 2)),
    )
    yield from (
        stats.norm,
        stats.norm(0, 1),
        stats.gaussian_kde(x),
        stats.beta(1, 2),
        stats.poisson(2),
        stats.multivariate_normal([0, 0]),
        stats.ttest_ind(x, x + 1),
        stats.rv_histogram(np.histogram(x)),
    )
    yield optimize.minimize(lambda v: (v**2).sum(), [1.0])
    yield stats.uniform(0, 1)
    yield stats.loguniform(1, 2)
    for name in dir(stats):
        if isinstance(getattr(stats, name), (stats.rv_continuous, stats.rv_discrete)):
            yield getattr(stats, name)


def pandas_things() -> Iterator[object]:
    """Frames, series, indexes, types, and scalars."""
    import numpy as np
    import pandas as pd

    frame = pd.DataFrame(
        {
            "a": [1, 2],
            "b": ["x", None],
            "c": [1.5, None],
            "d": pd.date_range("2020", periods=2),
            "e": pd.Categorical(["p", "q"]),
        }
    )
    yield from (
        frame,
        frame["a"],
        frame["b"],
        frame["e"],
        frame.index,
        frame.columns,
        frame.set_index(["a", "b"]),
        frame.dtypes,
        frame.T,
    )
    for dtype in (
        "Int64",
        "Float32",
        "boolean",
        "string",
        "category",
        "Sparse[int]",
        "UInt8",
        "datetime64[ns, UTC]",
        "timedelta64[ns]",
        "period[D]",
        "object",
    ):
        yield pd.Series([1, 0], dtype=dtype) if dtype not in ("string",) else pd.Series(["a"], dtype=dtype)
        yield pd.api.types.pandas_dtype(dtype)
    yield from (
        pd.interval_range(0, 3),
        pd.period_range("2020", periods=2),
        pd.timedelta_range("1D", periods=2),
        pd.MultiIndex.from_product([[1], [2]]),
        pd.RangeIndex(3),
    )
    yield from (
        pd.Timestamp("2020", tz="UTC"),
        pd.Timestamp("2020", tz="Europe/Vienna"),
        pd.Timedelta("1D"),
        pd.NaT,
        pd.NA,
        pd.Interval(0, 1),
        pd.Period("2020"),
        pd.offsets.Day(2),
        pd.offsets.BDay(),
        pd.offsets.MonthEnd(),
        pd.offsets.QuarterEnd(),
    )
    yield from (
        pd.Index(["a"]),
        pd.Index([1.5]),
        pd.DatetimeIndex(["2020"]),
        pd.CategoricalIndex(["a"]),
        pd.NamedAgg,
        pd.Index([True]),
        pd.DataFrame(),
        np.array(frame),
    )
    yield from (frame.groupby("a"), frame.rolling(2), pd.Flags, pd.arrays.BooleanArray)


def standard_things() -> Iterator[object]:
    """What Python's own types are pickled as."""
    import argparse
    import array
    import calendar
    import collections
    import configparser
    import dataclasses
    import datetime
    import decimal
    import enum
    import fractions
    import functools
    import http
    import inspect
    import ipaddress
    import itertools
    import json
    import logging
    import numbers
    import operator
    import pathlib
    import queue
    import random
    import re
    import signal
    import socket
    import statistics
    import string
    import textwrap
    import time
    import types
    import typing
    import urllib.parse
    import uuid
    import zoneinfo

    yield from (
        collections.OrderedDict(a=1),
        collections.defaultdict(list, a=[1]),
        collections.defaultdict(int),
        collections.Counter("ab"),
        collections.deque([1], 3),
        collections.ChainMap({}),
        collections.UserDict(a=1),
        collections.UserList([1]),
        collections.UserString("a"),
    )
    now = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    yield from (
        now,
        now.date(),
        now.time(),
        datetime.timedelta(1),
        datetime.timezone(datetime.timedelta(hours=1)),
        zoneinfo.ZoneInfo("UTC"),
        decimal.Decimal("1.5"),
        fractions.Fraction(1, 3),
        uuid.UUID(int=1),
    )
    yield from (
        pathlib.PurePosixPath("a"),
        pathlib.PureWindowsPath("a"),
        pathlib.Path("a"),
        re.compile("a"),
        random.Random(0),
        array.array("d", [1]),
        array.array("b", [1]),
        range(3),
        slice(1),
        complex(1, 2),
        {1},
        frozenset([1]),
        bytearray(b"x"),
        Ellipsis,
        NotImplemented,
    )
    yield from (
        functools.partial(int, base=2),
        operator.itemgetter(1),
        operator.attrgetter("a"),
        operator.methodcaller("x"),
        types.SimpleNamespace(a=1),
        ipaddress.ip_address("1.1.1.1"),
        ipaddress.ip_network("1.1.1.0/24"),
        ipaddress.ip_address("::1"),
    )
    yield from (
        ValueError("x"),
        KeyError("x"),
        RuntimeError("x"),
        int,
        str,
        list,
        dict,
        float,
        bool,
        object,
        type(None),
        len,
        sum,
        max,
        min,
        abs,
        sorted,
        print,
        "x".upper,
        [1].append,
        dict.fromkeys,
        str.lower,
        collections.OrderedDict.fromkeys,
    )
    yield from (
        iter([1]),
        iter({1: 2}),
        iter((1,)),
        itertools.count(3),
        itertools.chain([1]),
        itertools.repeat(1, 2),
        itertools.cycle([1]),
        itertools.islice([1], 1),
        enumerate([1]),
        zip([1]),
        reversed([1]),
        map(abs, [1]),
        filter(None, [1]),
        iter("ab"),
        iter(range(3)),
    )
    yield from (
        logging.getLogger("x"),
        logging.INFO,
        inspect.Parameter("x", inspect.Parameter.KEYWORD_ONLY),
        inspect.signature(lambda a: a),
        urllib.parse.urlparse("http://x"),
        statistics.NormalDist(),
        string.Template("x"),
        textwrap.TextWrapper(),
        list[int],
        dict[str, int],
        typing.Optional[int],
        list[int],
        int | None,
        typing.Any,
        typing.TypeVar,
    )
    yield from (
        time.gmtime(0),
        argparse.Namespace(a=1),
        configparser.ConfigParser(),
        json.JSONDecoder,
        calendar.Calendar(),
        http.HTTPStatus.OK,
        socket.AF_INET,
        signal.SIGINT,
        enum.Enum,
        dataclasses.field,
        numbers.Number,
        queue.Empty(),
        types.MappingProxyType,
        datetime.datetime.now,
        datetime.date.today,
    )


def torch_things() -> Iterator[object]:
    """Tensors, modules with state, optimisers, types."""
    import collections

    import torch

    nn = torch.nn
    for dtype in (
        torch.float32,
        torch.float64,
        torch.float16,
        torch.bfloat16,
        torch.int8,
        torch.int16,
        torch.int32,
        torch.int64,
        torch.uint8,
        torch.bool,
        torch.complex64,
    ):
        yield torch.zeros(2, 2, dtype=dtype)
        yield dtype
    yield from (
        nn.Parameter(torch.zeros(2)),
        torch.zeros(2, 2).to_sparse(),
        torch.zeros(2, 2).to_sparse_csr(),
        torch.Size([1]),
        torch.device("cpu"),
        torch.float32,
        torch.strided,
        torch.preserve_format,
        torch.Generator,
    )
    yield torch.quantize_per_tensor(torch.zeros(2), 0.1, 0, torch.qint8)
    yield torch.quantize_per_channel(torch.zeros(2, 2), torch.ones(2), torch.zeros(2), 0, torch.qint8)
    yield torch.zeros(2, requires_grad=True)
    yield torch.nested.nested_tensor([torch.zeros(2)])
    tagged = torch.zeros(2)
    tagged.note = 1
    yield tagged
    parameter = nn.Parameter(torch.zeros(2))
    parameter.note = 1
    yield parameter
    yield nn.UninitializedParameter()
    yield torch.zeros(2, device="meta")
    yield torch.complex(torch.zeros(2), torch.zeros(2)).conj()
    sizes: dict[str, tuple[Any, ...]] = {}
    for name in dir(nn):
        cls = getattr(nn, name)
        if isinstance(cls, type) and issubclass(cls, nn.Module):
            for args in (
                sizes.get(name, ()),
                (4,),
                (4, 4),
                (4, 4, 1),
                (2, 4, 4),
                (
                    4,
                    [4, 9],
                ),
                (4, 2),
            ):
                try:
                    yield cls(*args)
                    break
                except Exception:
                    continue
    model = nn.Sequential(collections.OrderedDict(a=nn.Linear(2, 2), b=nn.BatchNorm1d(2)))
    yield model.state_dict()
    yield nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2), 2)
    yield nn.ModuleList([nn.LSTM(2, 2), nn.GRU(2, 2)])
    yield nn.ParameterList([nn.Parameter(torch.zeros(1))])
    yield nn.utils.parametrizations.weight_norm(nn.Linear(2, 2))
    yield nn.utils.parametrizations.spectral_norm(nn.Linear(2, 2))
    for name in dir(torch.optim):
        cls = getattr(torch.optim, name)
        if isinstance(cls, type) and issubclass(cls, torch.optim.Optimizer):
            try:
                optimizer = cls(model.parameters(), lr=0.1)
            except Exception:
                continue
            yield optimizer
            yield optimizer.state_dict()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for schedule in (
        torch.optim.lr_scheduler.StepLR(optimizer, 1),
        torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 5),
        torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer),
    ):
        yield schedule.state_dict()
        yield schedule
    for name in dir(torch.distributions):
        cls = getattr(torch.distributions, name)
        if isinstance(cls, type) and issubclass(cls, torch.distributions.Distribution):
            for args in ((torch.zeros(2), torch.ones(2)), (torch.ones(2) / 2,)):
                try:
                    yield cls(*args)
                    break
                except Exception:
                    continue
    yield torch.utils.data.TensorDataset(torch.zeros(2))
    yield torch.utils.data.DataLoader([1])


def boosting_things() -> Iterator[object]:
    """XGBoost, LightGBM, CatBoost, statsmodels."""
    import numpy as np

    rng = np.random.RandomState(0)
    data, flags, numbers = rng.rand(60, 3), np.arange(60) % 2, rng.rand(60)
    try:
        import xgboost

        for cls, target in (
            (xgboost.XGBClassifier, flags),
            (xgboost.XGBRegressor, numbers),
            (xgboost.XGBRFClassifier, flags),
            (xgboost.XGBRFRegressor, numbers),
        ):
            fitted = cls(n_estimators=2).fit(data, target)
            yield fitted
            yield fitted.get_booster()
    except Exception as error:
        print("#", error, file=sys.stderr)
    try:
        import lightgbm

        for cls, target in ((lightgbm.LGBMClassifier, flags), (lightgbm.LGBMRegressor, numbers)):
            fitted = cls(n_estimators=2, verbose=-1).fit(data, target)
            yield fitted
            yield fitted.booster_
        yield lightgbm.LGBMRanker(n_estimators=2, verbose=-1).fit(data, flags, group=[30, 30])
    except Exception as error:
        print("#", error, file=sys.stderr)
    try:
        import catboost

        for cls, target in ((catboost.CatBoostClassifier, flags), (catboost.CatBoostRegressor, numbers)):
            yield cls(iterations=2, verbose=0, allow_writing_files=False).fit(data, target)
        yield catboost.CatBoost({"iterations": 2, "allow_writing_files": False, "verbose": 0}).fit(data, numbers)
    except Exception as error:
        print("#", error, file=sys.stderr)
    import pandas as pd
    import statsmodels.api as sm
    import statsmodels.formula.api as smf

    frame = pd.DataFrame(data, columns=list("abc")).assign(y=flags)
    for make in (
        lambda: sm.OLS(numbers, data).fit(),
        lambda: sm.GLM(flags, data, family=sm.families.Binomial()).fit(),
        lambda: sm.Logit(flags, data).fit(disp=0),
        lambda: smf.ols("y ~ a + np.log(b)", frame).fit(),
        lambda: sm.tsa.ARIMA(numbers, order=(1, 0, 0)).fit(),
        lambda: sm.WLS(numbers, data).fit(),
        lambda: sm.Poisson(flags, data).fit(disp=0),
        lambda: sm.tsa.ExponentialSmoothing(numbers).fit(),
        lambda: sm.RLM(numbers, data).fit(),
        lambda: sm.MixedLM(numbers, data, flags).fit(),
    ):
        try:
            yield make()
        except Exception as error:
            print("#", error, file=sys.stderr)


GROUPS: tuple[Callable[[], Iterator[object]], ...] = (
    standard_things,
    numpy_things,
    scipy_things,
    pandas_things,
    boosting_things,
    torch_things,
    sklearn_things,
)


def main() -> None:
    """Print what was found."""
    for group in GROUPS:
        try:
            for thing in group():
                keep(thing)
                if group in (numpy_things, sklearn_things, pandas_things, boosting_things):
                    try:
                        kept_by_joblib(thing)
                    except Exception as error:
                        print("#", error, file=sys.stderr)
                if group is torch_things:
                    import zipfile

                    import torch

                    for new in (True, False):
                        file = io.BytesIO()
                        try:
                            torch.save(thing, file, _use_new_zipfile_serialization=new)
                        except Exception:
                            continue
                        if new:
                            with zipfile.ZipFile(file) as archive:
                                read(
                                    next(archive.read(name) for name in archive.namelist() if name.endswith("data.pkl"))
                                )
                        else:
                            read(file.getvalue())
        except Exception as error:
            print("# group", group.__name__, repr(error), file=sys.stderr)
    for row in sorted(FOUND):
        print(*row, sep="\t")


if __name__ == "__main__":
    main()
