import { formatCount, formatP } from "../core/format.ts";
import type { Table } from "../reports/content.ts";
import { formatEstimate } from "../reports/tables.ts";
import type { Estimate } from "../stats/estimate.ts";
import { estimateText, failuresText } from "./_judge_notes.ts";
import type { JudgedPairs } from "./judge_pairs.ts";

type Told = Omit<JudgedPairs, "frame" | "usage" | "text">;

/** The comparisons for people. */
export function pairsTable({ pairs, judge, calibration, positionBias, failures }: Told): Table {
  const right = "right";
  return {
    caption: `Compared by ${judge.model} in both orders, ${calibration.status}; position bias ${
      formatEstimate(positionBias)
    }; ${failuresText(failures)}`,
    columns: [
      { title: "first" },
      { title: "second" },
      { title: "wins", align: right },
      { title: "ties", align: right },
      { title: "losses", align: right },
      { title: "win rate", align: right },
      { title: "without ties", align: right },
      { title: "p adjusted", align: right },
    ],
    rows: pairs.map(({ first, second, wins, ties, losses, winRate, decidedWinRate, adjustedP }) => [
      first,
      second,
      ...[wins, ties, losses].map(formatCount),
      ...[winRate, decidedWinRate].map(formatEstimate),
      formatP(adjustedP),
    ]),
  };
}

/** What is to be said of a judge whose lean can be told from chance. */
export function biasNotes({ low, high }: Estimate): string[] {
  if (low === null || high === null || low <= 0 && high >= 0) return [];
  return [`the judge leans to the answer that it is shown ${low > 0 ? "first" : "last"}; pairs that it turns are ties`];
}

/** The result in a paragraph. */
export function pairsText({ pairs, positionBias, consistency, failures, calibration, judge, notes }: Told): string {
  const most = 10;
  const sentences = [
    `compared by ${judge.model} in both orders: ${failuresText(failures)}`,
    ...pairs.slice(0, most).map(({ first, second, wins, ties, losses, winRate }) =>
      `win rate of ${first} against ${second} ${estimateText(winRate)}: won ${wins}, tied ${ties}, lost ${losses}`
    ),
    ...(pairs.length > most ? [`and ${pairs.length - most} more pairs of systems`] : []),
    `position bias ${estimateText(positionBias)}, both orders agree on ${estimateText(consistency)}`,
    ...(calibration.labelled === 0 ? [] : [calibration.status]),
    ...notes,
  ];
  return sentences.map((sentence) => `${sentence[0].toUpperCase()}${sentence.slice(1)}.`).join("\n");
}
