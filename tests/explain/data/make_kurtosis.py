#!/usr/bin/env python3
"""Writes kurtosis.json: samples (seeded) and what scipy.stats.kurtosis says of them. Needs python3-scipy."""
import json
import pathlib

import numpy as np
import scipy
from scipy.stats import kurtosis

random = np.random.default_rng(2506)
samples = {
    "normal": random.normal(size=40),
    "one receiver": np.concatenate([random.uniform(0.0, 0.01, size=60), [0.4]]),
    "two values": np.array([0.25, 0.75]),
    "uniform": random.uniform(size=101),
    "heavy": random.standard_t(3, size=77),
    "far from zero": 1e4 + random.normal(size=50),
}
gaps = random.exponential(size=64)
gaps[::7] = np.nan
samples["with gaps"] = gaps
cases = [{"name": name, "values": [None if np.isnan(v) else float(v) for v in values],
          "kurtosis": float(kurtosis(values, fisher=True, bias=True, nan_policy="omit"))} for name, values in samples.items()]
path = pathlib.Path(__file__).with_name("kurtosis.json")
path.write_text(json.dumps({"scipy": scipy.__version__, "cases": cases}, indent=1) + "\n")
