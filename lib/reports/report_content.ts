import { formatCount, formatNumber } from "../core/format.ts";
import type { Comparison, PairComparison } from "../metrics/compare.ts";
import type { Block, Content, Section, Table } from "./content.ts";
import type { DatasetSummary, Gate, ReportInput } from "./report_input.ts";
import type { NamedChart } from "./standard_charts.ts";
import { classTables, formatEstimate, metricTable, pairTable, rankingTable, systemTable } from "./tables.ts";

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
  const { title, description = "", evaluations, comparison, dataset, gates = [], charts = [] } = input;
  const sections: Section[] = [
    {
      title: "Result",
      blocks: [...gates.flatMap(gateBlocks), ...resultBlocks(input), ...chartBlocks(charts, "systems")],
    },
    ...(comparison === undefined ? [] : [comparisonSection(comparison, charts)]),
    ...(evaluations.length === 0 ? [] : [detailSection(input)]),
    ...(dataset === undefined ? [] : [dataSection(dataset, input)]),
    { title: "Method", blocks: methodBlocks(input) },
  ];
  return { title, subtitle: description, sections };
}

function resultBlocks({ evaluations, comparison }: ReportInput): Block[] {
  if (evaluations.length === 0) return [{ kind: "text", text: "No system was evaluated." }];
  const best = evaluations.toSorted((a, b) => (b.metrics.accuracy?.value ?? -1) - (a.metrics.accuracy?.value ?? -1))[0];
  const sentence = `${best.system} has the highest accuracy of ${evaluations.length} ` +
    `${evaluations.length === 1 ? "system" : "systems"}: ${formatEstimate(best.metrics.accuracy)} on ${
      formatCount(best.n)
    } items.`;
  return [
    { kind: "callout", tone: "open", text: [sentence, ...leadSentence(best.system, comparison)].join(" ") },
    { kind: "table", table: systemTable(evaluations) },
  ];
}

function leadSentence(best: string, comparison?: Comparison): string[] {
  if (comparison === undefined) return [];
  const pairs = comparison.pairs.filter(({ first, second }) => first === best || second === best);
  const isAhead = ({ first, verdict }: PairComparison) => verdict === (first === best ? "better" : "worse");
  const beaten = pairs.filter(isAhead).map(({ first, second }) => first === best ? second : first);
  const open = pairs.filter((pair) => !isAhead(pair)).map(({ first, second }) => first === best ? second : first);
  const listed = (names: string[]) =>
    names.length > 5 ? `${names.slice(0, 5).join(", ")} and ${names.length - 5} more` : names.join(", ");
  return [
    ...(beaten.length > 0 ? [`It is better than ${listed(beaten)} (McNemar, Holm-corrected).`] : []),
    ...(open.length > 0 ? [`Against ${listed(open)} these items do not decide.`] : []),
  ];
}

function gateBlocks({ name, verdict, checks }: Gate): Block[] {
  const words = { pass: "passed", fail: "failed", inconclusive: "could not decide" }[verdict];
  return [
    { kind: "callout", tone: TONES[verdict], text: `The gate ${name} ${words}.` },
    { kind: "list", items: checks.map(({ condition, verdict, reason }) => `${verdict}: ${condition} (${reason})`) },
  ];
}

function comparisonSection(comparison: Comparison, charts: readonly NamedChart[]): Section {
  return {
    title: "Comparison",
    blocks: [
      {
        kind: "text",
        text: `A verdict is given when McNemar's mid-p value, corrected by Holm over all ${comparison.pairs.length} ` +
          `${comparison.pairs.length === 1 ? "pair" : "pairs"}, is below ${formatNumber(comparison.alpha, 2)}. ` +
          "Without one, the number of further items says what would decide if the rates stay as they are.",
      },
      { kind: "table", table: rankingTable(comparison) },
      ...chartBlocks(charts, "comparison"),
      { kind: "table", table: pairTable(comparison) },
    ],
  };
}

function detailSection({ evaluations, charts = [] }: ReportInput): Section {
  const failures = failureTable(evaluations);
  return {
    title: "Details",
    blocks: [
      { kind: "table", table: metricTable(evaluations) },
      ...(failures.rows.length > 0 ? [{ kind: "table", table: failures } as const] : []),
      ...chartBlocks(charts, "details"),
      ...classTables(evaluations).map((table) => ({ kind: "table", table } as const)),
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
      { kind: "table", table: { caption: "Dataset", columns: [{ title: "" }, { title: "" }], rows } },
      ...chartBlocks(charts, "data"),
    ],
  };
}

function methodBlocks({ systems = [], provenance }: ReportInput): Block[] {
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
        "Proportions have Wilson score intervals; other metrics a seeded bootstrap of the items (BCa; percentile where BCa is undefined).",
        "Differences of accuracy have Newcombe's paired score interval (method 10), which is not adjusted for the number of pairs.",
        "The detectable difference and the number of further items follow Connor's formula for McNemar's test at the pair's Holm level.",
        "An en dash marks what is undefined; it is never counted as zero. Items without an answer are left out and counted.",
        ...(provenance === undefined
          ? []
          : ["manifest.json holds every digest, seed, option and version of this run."]),
      ],
    },
  ];
}

function chartBlocks(charts: readonly NamedChart[], part: NamedChart["part"]): Block[] {
  return charts.filter((one) => one.part === part).map(({ id, chart }) => ({ kind: "chart", id, chart }));
}
