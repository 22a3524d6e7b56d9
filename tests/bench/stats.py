"""The works of stats.ts as scipy does them: python3 stats.py FOLDER, which holds x.f64 and y.f64."""

import sys

import numpy as np
import scipy
from scipy import stats

from _clock import serve

x = np.fromfile(f"{sys.argv[1]}/x.f64")
y = np.fromfile(f"{sys.argv[1]}/y.f64")
tied_x, tied_y = np.rint(x * 10), np.rint((x + y) * 10)
z = x + y
few = slice(0, 100_000)
items = (x[:10_000],)


def bootstrap(method):
    stats.bootstrap(items, np.mean, n_resamples=10_000, batch=500, method=method, random_state=1)


serve(
    {"scipy": scipy.__version__},
    {
        "ks": lambda: stats.ks_2samp(x, y).statistic,
        "ks_one": lambda: stats.kstest(x, stats.norm.cdf).statistic,
        "mann_whitney": lambda: stats.mannwhitneyu(x, y).statistic,
        "pearson": lambda: stats.pearsonr(x, z)[0],
        "spearman": lambda: stats.spearmanr(x, z)[0],
        "spearman_ties": lambda: stats.spearmanr(tied_x, tied_y)[0],
        "kendall": lambda: stats.kendalltau(x[few], z[few])[0],
        "kendall_ties": lambda: stats.kendalltau(tied_x[few], tied_y[few])[0],
        "bootstrap_percentile": lambda: bootstrap("percentile"),
        "bootstrap_bca": lambda: bootstrap("BCa"),
    },
)
