import { random, randomBelow } from "../../lib/core/random.ts";
import { accuracy } from "../../lib/metrics/accuracy.ts";
import { averagePrecision } from "../../lib/metrics/average_precision.ts";
import { bleu } from "../../lib/metrics/bleu.ts";
import { chrf } from "../../lib/metrics/chrf.ts";
import { editDistance } from "../../lib/metrics/edit_distance.ts";
import { f1Score } from "../../lib/metrics/f1_score.ts";
import { logLoss } from "../../lib/metrics/log_loss.ts";
import { rocAuc } from "../../lib/metrics/roc_auc.ts";
import { translationEditRate } from "../../lib/metrics/translation_edit_rate.ts";
import { type Contest, contest, openRival } from "./_contest.ts";
import { report } from "./_measure.ts";

const MANY = 1_000_000;
const CLASSES = 10;

const source = random(11);
const uniform = () => (source() + 0.5) / 2 ** 32;
const folder = Deno.makeTempDirSync();
try {
  const classes = classContests();
  const rival = await openRival("metrics.py", folder);
  report([...await contest(classes, rival), ...await contest(textContests(), null)]);
  await rival?.close();
} finally {
  Deno.removeSync(folder, { recursive: true });
}

function classContests(): Contest[] {
  const codes = Int32Array.from({ length: MANY }, () => randomBelow(source, CLASSES));
  const predicted = codes.map((code) => uniform() < 0.8 ? code : randomBelow(source, CLASSES));
  const positives = Array.from(codes, (code) => code < CLASSES / 2);
  const scores = positives.map((isPositive) => uniform() + (isPositive ? 0.3 : 0));
  const chances = scores.map((score) => score / 1.4 + 0.01);
  for (const [name, list] of [["references.i32", codes], ["predictions.i32", predicted]] as const) {
    Deno.writeFileSync(`${folder}/${name}`, new Uint8Array(list.buffer));
  }
  for (const [name, list] of [["scores.f64", scores], ["chances.f64", chances]] as const) {
    Deno.writeFileSync(`${folder}/${name}`, new Uint8Array(Float64Array.from(list).buffer));
  }
  // As from a file: every label is a string of its own, which nothing has looked at.
  const lines = (list: Int32Array) => Array.from(list, (code) => `class_${code}`).join("\n");
  const texts = { references: lines(codes), predictions: lines(predicted) };
  let [references, predictions] = [[] as string[], [] as string[]];
  const prepare = () => {
    references = texts.references.split("\n");
    predictions = texts.predictions.split("\n");
  };
  const rows = chances.map((chance) => [1 - chance, chance]);
  const truth = positives.map((isPositive) => isPositive ? "yes" : "no");
  const f1 = () => f1Score(references, predictions, { resamples: 0 }).value;
  const share = () => accuracy(references, predictions).value;
  const loss = () => logLoss(truth, rows, { labels: ["no", "yes"], resamples: 0 }).estimate.value;
  const sklearn = { library: "scikit-learn" };
  return [
    {
      ...sklearn,
      name: "accuracy, 1,000,000 labels, theirs numbers",
      key: "accuracy",
      cited: 57,
      ours: share,
      prepare,
    },
    { ...sklearn, name: "accuracy, 1,000,000 labels", key: "accuracy_text", cited: 340, ours: share, prepare },
    { ...sklearn, name: "macro F1, 1,000,000 labels, theirs numbers", key: "f1", cited: 340, ours: f1, prepare },
    { ...sklearn, name: "macro F1, 1,000,000 labels", key: "f1_text", cited: 1260, ours: f1, prepare },
    {
      name: "  with its interval, 10,000 resamples",
      bound: 1000,
      prepare,
      ours: () => f1Score(references, predictions),
    },
    {
      ...sklearn,
      name: "ROC AUC with its interval, 1,000,000 scores",
      key: "auc",
      cited: 260,
      ours: () => rocAuc(positives, scores).value,
    },
    {
      ...sklearn,
      name: "average precision, 1,000,000 scores",
      key: "average_precision",
      cited: 250,
      ours: () => averagePrecision(positives, scores, { resamples: 0 }).value,
    },
    {
      ...sklearn,
      name: "log loss, 1,000,000 items, theirs numbers",
      key: "log_loss",
      cited: 130,
      ours: loss,
      rounds: 8,
    },
    { ...sklearn, name: "log loss, 1,000,000 items", key: "log_loss_text", cited: 360, ours: loss },
  ];
}

function textContests(): Contest[] {
  const words = Array.from({ length: 5000 }, () => {
    return Array.from({ length: 2 + randomBelow(source, 9) }, () => String.fromCharCode(97 + randomBelow(source, 26)))
      .join("");
  });
  // Squared, so that some words are frequent.
  const word = () => words[Math.floor(uniform() ** 2 * words.length)];
  const pairs = Array.from({ length: 20_000 }, () => {
    const reference = Array.from({ length: 19 }, word);
    const answer = reference.map((one) => uniform() < 0.2 ? word() : one);
    if (uniform() < 0.5) answer.splice(randomBelow(source, 18), 0, ...answer.splice(randomBelow(source, 18), 1));
    if (uniform() < 0.3) reference[9] += ",";
    return [reference.join(" ") + ".", answer.join(" ") + "."];
  });
  const [references, predictions] = [0, 1].map((side) => pairs.map((pair) => pair[side]));
  const letters = () => Array.from({ length: 500 }, () => String.fromCharCode(97 + randomBelow(source, 26)));
  const long = Array.from({ length: 10_000 }, () => {
    const one = letters();
    return [one.join(""), one.map((letter) => uniform() < 0.2 ? "é" : letter).join("")];
  });
  const distances = (count: number) => long.slice(0, count).map(([a, b]) => editDistance(a, b));
  const value = { resamples: 0 };
  const ter = [references.slice(0, 2000), predictions.slice(0, 2000)] as const;
  const goal = { faster: 5 };
  return [
    {
      ...goal,
      name: "BLEU of 20,000 pairs of 20 tokens",
      library: "nltk",
      cited: 880,
      ours: () => bleu(references, predictions, value),
    },
    {
      ...goal,
      name: "  the same",
      library: "sacreBLEU",
      cited: 1770,
      ours: () => bleu(references, predictions, value),
    },
    {
      name: "  with its interval, 10,000 resamples",
      bound: 3000,
      rounds: 2,
      ours: () => bleu(references, predictions),
    },
    {
      ...goal,
      name: "chrF of 20,000 pairs",
      library: "sacreBLEU",
      cited: 4400,
      ours: () => chrf(references, predictions, value),
    },
    {
      name: "  with its interval, 10,000 resamples",
      bound: 5000,
      rounds: 2,
      ours: () => chrf(references, predictions),
    },
    {
      ...goal,
      name: "TER of 2,000 pairs",
      library: "sacreBLEU",
      cited: 330,
      ours: () => translationEditRate(...ter, value),
    },
    {
      name: "  with its interval, 10,000 resamples",
      bound: 300,
      rounds: 2,
      ours: () => translationEditRate(...ter),
    },
    {
      ...goal,
      name: "edit distance of 10 pairs of 500 characters",
      library: "nltk",
      cited: 670,
      ours: () => distances(10),
    },
    { name: "edit distance of 10,000 pairs of 500 characters", bound: 1000, ours: () => distances(10_000) },
  ];
}
