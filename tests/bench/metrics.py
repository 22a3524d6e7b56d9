"""The works of metrics.ts as scikit-learn does them: python3 metrics.py FOLDER, which holds references.i32, predictions.i32,
scores.f64 and chances.f64."""

import sys

import numpy as np
import sklearn
from sklearn import metrics

from _clock import serve

folder = sys.argv[1]
references = np.fromfile(f"{folder}/references.i32", dtype=np.int32).astype(np.int64)
predictions = np.fromfile(f"{folder}/predictions.i32", dtype=np.int32).astype(np.int64)
names = np.array([f"class_{i}" for i in range(10)])
named_references, named_predictions = names[references], names[predictions]
positives = references < 5
named_positives = np.where(positives, "yes", "no")
scores = np.fromfile(f"{folder}/scores.f64")
chances = np.fromfile(f"{folder}/chances.f64")
both = np.c_[1 - chances, chances]

serve(
    {"scikit-learn": sklearn.__version__},
    {
        "accuracy": lambda: metrics.accuracy_score(references, predictions),
        "accuracy_text": lambda: metrics.accuracy_score(named_references, named_predictions),
        "f1": lambda: metrics.f1_score(references, predictions, average="macro"),
        "f1_text": lambda: metrics.f1_score(named_references, named_predictions, average="macro"),
        "auc": lambda: metrics.roc_auc_score(positives, scores),
        "average_precision": lambda: metrics.average_precision_score(positives, scores),
        "log_loss": lambda: metrics.log_loss(positives, both),
        "log_loss_text": lambda: metrics.log_loss(named_positives, both),
    },
)
