import { describeValue } from "../core/describe_value.ts";

/** A level of a scale: its number or label, with what it means. */
export interface JudgeLevel {
  /** What the judge answers. */
  readonly label: string | number;
  /** What it means. */
  readonly description?: string;
  /** What it counts, default the number itself, or for labels their place from 0. */
  readonly score?: number;
}

/** What is judged, and on which scale. */
export interface JudgeCriterion {
  /** A short name, which is also that of its columns: a letter, then letters, digits, _ and -. */
  readonly name: string;
  /** What it means, for the judge. */
  readonly description: string;
  /** The levels from worst to best, 2 to 20: numbers, labels or both with descriptions; default 1 to 5. */
  readonly scale?: readonly (string | number | JudgeLevel)[];
  /** How much it counts in the score over all criteria, above 0; default 1. */
  readonly weight?: number;
  /** How to judge it, step by step, for the mode "g_eval"; default the judge writes the steps itself. */
  readonly steps?: readonly string[];
}

/** A level that is ready to be asked for. */
export interface ReadyLevel {
  readonly label: string | number;
  readonly description: string | null;
  readonly score: number;
}

/** What scores may be. */
export interface ScoreRange {
  readonly min: number;
  readonly max: number;
  /** The only scores that there are, from worst to best; null where any in between may come about. */
  readonly levels: readonly ReadyLevel[] | null;
}

/** A criterion that is ready to be asked for. */
export interface ReadyCriterion extends ScoreRange {
  readonly name: string;
  readonly description: string;
  readonly weight: number;
  readonly levels: readonly ReadyLevel[];
  readonly steps: readonly string[] | null;
}

const NAME = /^[A-Za-z][\w-]{0,63}$/;
const ONE_TO_FIVE = [1, 2, 3, 4, 5];

/** Checks criteria and fills in what they leave out; all that is wrong is added to `problems`. */
export function readyCriteria(criteria: readonly JudgeCriterion[], problems: string[]): ReadyCriterion[] {
  if (criteria.length === 0) problems.push("criteria must name at least one criterion, received none");
  const names = criteria.map(({ name }) => name);
  return criteria.map(({ name, description, scale = ONE_TO_FIVE, weight = 1, steps = null }, i) => {
    const at = `criteria[${i}]`;
    if (!NAME.test(name)) {
      problems.push(
        `${at}.name must be a letter followed by at most 63 letters, digits, _ or -, received ${describeValue(name)}`,
      );
    }
    if (names.indexOf(name) !== i) problems.push(`${at}.name must differ from the others, "${name}" is used twice`);
    if (!(weight > 0 && weight <= 1e6)) {
      problems.push(`${at}.weight must be above 0 and at most 1,000,000, received ${describeValue(weight)}`);
    }
    if (steps !== null && steps.length === 0) problems.push(`${at}.steps must have at least one step, received none`);
    const levels = readyLevels(scale, `${at}.scale`, problems);
    const scores = levels.map(({ score }) => score);
    return { name, description, weight, levels, steps, min: Math.min(...scores), max: Math.max(...scores) };
  });
}

function readyLevels(scale: NonNullable<JudgeCriterion["scale"]>, at: string, problems: string[]): ReadyLevel[] {
  if (scale.length < 2 || scale.length > 20) {
    problems.push(`${at} must have 2 to 20 levels, received ${scale.length}`);
  }
  const levels = scale.map((level, place): ReadyLevel => {
    const { label, description = null, score } = typeof level === "object" ? level : { label: level };
    return { label, description, score: score ?? (typeof label === "number" ? label : place) };
  });
  const labels = levels.map(({ label }) => label);
  if (new Set(labels.map((label) => typeof label)).size > 1) {
    problems.push(`${at} must have numbers or labels, received both; write all of them as {label, score}`);
  }
  const twice = labels.find((label, i) => labels.indexOf(label) !== i);
  if (twice !== undefined) problems.push(`${at} must have levels that differ, ${describeValue(twice)} is there twice`);
  const isAscending = levels.every(({ score }, i) =>
    Number.isFinite(score) && Math.abs(score) <= 1e6 && (i === 0 || score > levels[i - 1].score)
  );
  if (!isAscending) {
    problems.push(
      `${at} must go from the worst level to the best, its scores ascending and at most 1,000,000 in size, received ${
        levels.map(({ score }) => score).slice(0, 20).join(", ")
      }`,
    );
  }
  return levels;
}

/** The scale of the score over all criteria: theirs where it is one, else from 0 to 1. */
export function overallRange(criteria: readonly ScoreRange[]): ScoreRange {
  const [{ min, max, levels }] = criteria;
  if (criteria.length === 1) return { min, max, levels };
  return isShared(criteria) ? { min, max, levels: null } : { min: 0, max: 1, levels: null };
}

/** The weighted mean of the criteria's scores; where their scales differ, each is brought to 0 to 1 first. */
export function overallScore(scores: readonly number[], criteria: readonly ReadyCriterion[]): number {
  const asIs = isShared(criteria);
  let [sum, weights] = [0, 0];
  criteria.forEach(({ min, max, weight }, i) => {
    sum += weight * (asIs ? scores[i] : (scores[i] - min) / (max - min));
    weights += weight;
  });
  return sum / weights;
}

function isShared(criteria: readonly ScoreRange[]): boolean {
  return criteria.every(({ min, max }) => min === criteria[0].min && max === criteria[0].max);
}

/** The part of an answer that says one criterion's reason and level; the reason first, so that the level follows from it. */
export function levelSchema({ levels }: ReadyCriterion): Record<string, unknown> {
  const type = typeof levels[0].label === "number" ? "number" : "string";
  return {
    type: "object",
    properties: { reason: { type: "string" }, score: { type, enum: levels.map(({ label }) => label) } },
    required: ["reason", "score"],
    additionalProperties: false,
  };
}

/** A criterion and its levels, for the judge. */
export function criterionText({ name, description, levels }: ReadyCriterion): string {
  const lines = levels.map(({ label, description: meaning }) => {
    const shown = typeof label === "string" ? JSON.stringify(label) : String(label);
    return meaning === null ? `- ${shown}` : `- ${shown}: ${meaning}`;
  });
  return `Criterion ${name}: ${description}\nIts scores, from the worst to the best:\n${lines.join("\n")}`;
}

/** What a level counts; the answer has been checked against the levels. */
export function scoreOf(label: unknown, { levels }: ReadyCriterion): number {
  return levels.find((level) => level.label === label)!.score;
}
