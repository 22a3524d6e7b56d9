import { formatCount, formatNumber } from "../core/format.ts";
import type { Comparison } from "../metrics/compare.ts";
import type { Block, Content, Section, Table } from "./content.ts";
import type { DatasetSummary, Gate, ReportInput } from "./report_input.ts";
import { byPrimary, type NamedChart } from "./standard_charts.ts";
import { errorTables, sliceTables } from "./error_tables.ts";
import { VERSION } from "./version.ts";
import {
  classTables,
  formatEstimate,
  metricTable,
  pairDetailTable,
  pairTable,
  rankingTable,
  systemTable,
  undefinedReasons,
} from "./tables.ts";

const TONES = { pass: "good", fail: "bad", inconclusive: "open" } as const;

/**
 * Arranges what was found for a reader who decides: the answer first, then the comparison, the details, the data, the method.
 *
 * @param input what the report is made of
 * @returns sections of text, tables and charts, independent of the format
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(reportContent({ title: "Empty", evaluations: [] }).sections.at(-1)!.title, "Method");
 * ```
 */
export function reportContent(input: ReportInput): Content {
  const { title, description = "", comparison, dataset, gates = [], tables = [], charts = [] } = input;
  const evaluations = byPrimary(input.evaluations);
  const sorted = { ...input, evaluations };
  const sections: Section[] = [
    {
      title: "Result",
      blocks: [...gates.flatMap(gateBlocks), ...resultBlocks(sorted), ...chartBlocks(charts, "systems")],
    },
    ...(comparison === undefined ? [] : [comparisonSection(comparison, charts)]),
    ...(tables.length === 0 ? [] : [
      { title: "Further results", blocks: tables.map(({ table }) => ({ kind: "table", table } as const)) },
    ]),
    ...(evaluations.length === 0 ? [] : [detailSection(sorted)]),
    ...(dataset === undefined ? [] : [dataSection(dataset, input)]),
    { title: "Method", blocks: methodBlocks(sorted) },
  ];
  return { title, subtitle: description, sections };
}

function resultBlocks({ evaluations, comparison }: ReportInput): Block[] {
  if (evaluations.length === 0) return [{ kind: "text", text: "No system was evaluated." }];
  return [
    { kind: "callout", tone: "open", text: headline(evaluations, comparison) },
    { kind: "table", table: systemTable(evaluations) },
  ];
}

function headline(evaluations: ReportInput["evaluations"], comparison?: Comparison): string {
  const [best] = evaluations;
  const { primary, higherIsBetter } = best;
  const top = best.metrics[primary]?.value ?? null;
  if (top === null) return `No system has a value of ${primary} on these items.`;
  const leaders = evaluations.filter(({ metrics }) => metrics[primary]?.value === top).map(({ system }) => system);
  const shown = `${formatEstimate(best.metrics[primary])} on ${formatCount(best.n)} items`;
  const most = `the ${higherIsBetter ? "highest" : "lowest"} ${primary}`;
  if (leaders.length > 1) return `${listed(leaders)} share ${most}: ${shown} for ${best.system}.`;
  const among = evaluations.length === 1 ? "" : ` of ${evaluations.length} systems`;
  return [`${best.system} has ${most}${among}: ${shown}.`, ...leadSentences(best.system, comparison)].join(" ");
}

function leadSentences(best: string, comparison?: Comparison): string[] {
  if (comparison === undefined) return [];
  const rivals = { better: [] as string[], worse: [] as string[], "no decision": [] as string[] };
  for (const { first, second, verdict } of comparison.pairs) {
    if (first === best) rivals[verdict].push(second);
    if (second === best) rivals[verdict === "better" ? "worse" : verdict === "worse" ? "better" : verdict].push(first);
  }
  const { better, worse, "no decision": open } = rivals;
  return [
    ...(better.length > 0 ? [`It is better than ${listed(better)} (${testOf(comparison)}, Holm-corrected).`] : []),
    ...(worse.length > 0 ? [`On the items that both answered it is worse than ${listed(worse)}.`] : []),
    ...(open.length > 0 ? [`Against ${listed(open)} these items do not decide.`] : []),
  ];
}

/** The test that verdicts rest on, in words. */
function testOf({ pairs }: Comparison): string {
  return pairs.every(({ mcnemar }) => mcnemar !== null)
    ? "McNemar"
    : pairs.find(({ mcnemar }) => mcnemar === null)!.test;
}

function listed(names: readonly string[]): string {
  return names.length > 5 ? `${names.slice(0, 5).join(", ")} and ${names.length - 5} more` : names.join(", ");
}

function gateBlocks({ name, verdict, checks }: Gate): Block[] {
  const words = { pass: "passed", fail: "failed", inconclusive: "could not decide" }[verdict];
  return [
    { kind: "callout", tone: TONES[verdict], text: `The gate ${name} ${words}.` },
    { kind: "list", items: checks.map(({ condition, verdict, reason }) => `${verdict}: ${condition} (${reason})`) },
  ];
}

function comparisonSection(comparison: Comparison, charts: readonly NamedChart[]): Section {
  const isMcNemar = comparison.pairs.every(({ mcnemar }) => mcnemar !== null);
  const { length } = comparison.pairs;
  const corrected = length === 1 ? "" : `, corrected by Holm over all ${length} pairs,`;
  return {
    title: "Comparison",
    blocks: [
      {
        kind: "text",
        text:
          `A verdict is given when ${
            isMcNemar ? "McNemar's mid-p value" : `the p-value of the ${testOf(comparison)} test`
          }${corrected} is below ${formatNumber(comparison.alpha, 2)}. ` +
          "Without one, the number of further items says what would decide if the rates stay as they are. The ranks that could be " +
          "are those of single systems on other samples of items, without a correction for the number of systems.",
      },
      { kind: "table", table: rankingTable(comparison) },
      ...chartBlocks(charts, "comparison"),
      { kind: "table", table: pairTable(comparison) },
      { kind: "table", table: pairDetailTable(comparison) },
    ],
  };
}

function detailSection({ evaluations, charts = [] }: ReportInput): Section {
  const failures = failureTable(evaluations);
  const reasons = undefinedReasons(evaluations);
  return {
    title: "Details",
    blocks: [
      { kind: "table", table: metricTable(evaluations) },
      ...(reasons.length > 0 ? [{ kind: "list", items: reasons } as const] : []),
      ...(failures.rows.length > 0 ? [{ kind: "table", table: failures } as const] : []),
      ...chartBlocks(charts, "details"),
      ...[...sliceTables(evaluations), ...errorTables(evaluations), ...classTables(evaluations)].map((table) => {
        return { kind: "table", table } as const;
      }),
    ],
  };
}

function failureTable(evaluations: ReportInput["evaluations"]): Table {
  return {
    caption: "Items without an answer",
    columns: [{ title: "system" }, { title: "reason" }, { title: "items", align: "right" }],
    rows: evaluations.flatMap(({ system, failures }) => {
      return Object.entries(failures).map(([reason, count]) => [system, reason, formatCount(count)]);
    }),
  };
}

function dataSection(dataset: DatasetSummary, { split, charts = [] }: ReportInput): Section {
  const { matchesCard } = dataset;
  const facts: [string, string | null][] = [
    ["file", dataset.path],
    ["name", dataset.name],
    ["source", dataset.source],
    ["licence", dataset.license],
    ["rows", formatCount(dataset.rows)],
    ["columns", dataset.columns.join(", ")],
    [
      "split",
      split === undefined
        ? null
        : `${formatCount(split.train)} rows to learn from, ${formatCount(split.test)} to evaluate on`,
    ],
    ["SHA-256", dataset.digest],
    [
      "card",
      matchesCard === null
        ? null
        : matchesCard
        ? "the digest is the one on the dataset's card"
        : "THE FILE DIFFERS from the one its card describes",
    ],
  ];
  const rows = facts.filter((fact): fact is [string, string] => fact[1] !== null);
  return {
    title: "Data",
    blocks: [
      { kind: "table", table: { caption: "Dataset", columns: [{ title: "property" }, { title: "value" }], rows } },
      ...chartBlocks(charts, "data"),
    ],
  };
}

function methodBlocks({ systems = [], evaluations, comparison }: ReportInput): Block[] {
  const bootstrap = evaluations[0]?.bootstrap;
  const clusters = evaluations[0]?.clusters ?? null;
  const isMcNemar = comparison?.pairs.every(({ mcnemar }) => mcnemar !== null) ?? true;
  const rows = systems.map(({ system, kind, source, examples, promptDigest }) => [
    system,
    kind,
    source,
    formatCount(examples),
    promptDigest?.slice(0, 16) ?? "–",
  ]);
  return [
    ...(rows.length === 0 ? [] : [
      {
        kind: "table",
        table: {
          caption: "Systems",
          columns: [
            { title: "system" },
            { title: "kind" },
            { title: "source" },
            { title: "examples", align: "right" },
            { title: "prompt" },
          ],
          rows,
        },
      } as const,
    ]),
    {
      kind: "list",
      items: [
        "Proportions have Wilson score intervals; other metrics a bootstrap of the items (BCa; percentile where BCa is undefined)" +
        `${bootstrap === undefined ? "" : `: ${formatCount(bootstrap.resamples)} resamples, seed ${bootstrap.seed}`}.`,
        ...(clusters === null ? [] : [
          `The items come in ${
            formatCount(clusters)
          } clusters: means and their differences have clustered (CR1) intervals and tests.`,
        ]),
        ...(isMcNemar
          ? [
            "Differences of shares have Newcombe's paired score interval (method 10), which is not adjusted for the number of pairs.",
            "The detectable difference and the number of further items follow Connor's formula for McNemar's test at the pair's Holm level.",
          ]
          : [
            "Differences are those of the same items, with an interval that is not adjusted for the number of pairs.",
            "The detectable difference and the number of further items follow the normal formula at the pair's Holm level.",
          ]),
        ...(evaluations.some(({ missing }) => missing === "wrong") ? ["Items without an answer count as wrong."] : []),
        ...(evaluations.some(({ slices }) => slices !== null)
          ? ["Slices are explored: their p-values are corrected for the false-discovery rate (Benjamini and Hochberg)."]
          : []),
        "An en dash marks what is undefined; it is never counted as zero. Items without an answer are counted.",
        `Made with Assay ${VERSION}; manifest.json holds every digest, seed, option and version.`,
      ],
    },
  ];
}

function chartBlocks(charts: readonly NamedChart[], part: NamedChart["part"]): Block[] {
  return charts.filter((one) => one.part === part).map(({ id, chart }) => ({ kind: "chart", id, chart }));
}
