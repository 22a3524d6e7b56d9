import { assert, assertEquals } from "@std/assert";
import { type ConfusionCounts, confusionMatrixChart } from "../../lib/charts/confusion_matrix_chart.ts";
import { renderSvg } from "../../lib/charts/render_svg.ts";
import { rowsOf } from "./_examples.ts";
import { marks, textsOf } from "./_markup.ts";

interface Cell {
  reference: string;
  prediction: string;
  count: number;
  share: number;
}

const cellsOf = (matrix: ConfusionCounts) => rowsOf(confusionMatrixChart(matrix))[0] as Cell[];

Deno.test("Each cell has its count and its share of the row", () => {
  const cells = cellsOf({ labels: ["a", "b"], counts: [[3, 1], [0, 2]], other: [0, 0] });
  assertEquals(cells.map(({ reference, prediction, count, share }) => [reference, prediction, count, share]), [
    ["a", "a", 3, 0.75],
    ["a", "b", 1, 0.25],
    ["b", "a", 0, 0],
    ["b", "b", 2, 1],
  ]);
});

Deno.test("Answers that are no class have a column of their own, and count in the share", () => {
  const cells = cellsOf({ labels: ["a", "b"], counts: [[2, 1], [0, 2]], other: [1, 0] });
  assertEquals(cells.filter(({ prediction }) => prediction === "(other)").map(({ count }) => count), [1, 0]);
  assertEquals(cells[0].share, 0.5);
});

Deno.test("A class without items has cells of share 0, not NaN", () => {
  const cells = cellsOf({ labels: ["a", "b"], counts: [[1, 0], [0, 0]], other: [0, 0] });
  assertEquals(cells.map(({ share }) => share), [1, 0, 0, 0]);
});

Deno.test("Every cell is drawn, and only counts above 0 are written", async () => {
  const svg = await renderSvg(confusionMatrixChart({ labels: ["a", "b"], counts: [[3, 1], [0, 2]], other: [0, 0] }));
  assertEquals(marks(svg, "mark-rect").length, 4);
  assertEquals(textsOf(svg).filter((text) => /^\d+$/.test(text)).toSorted(), ["1", "2", "3"]);
});

Deno.test("Of more than 25 classes those with the most errors are shown in their order, and the chart says so", async () => {
  // Classes 5 to 29 each lose one item to the next of them; the first five classes have no errors.
  const size = 30;
  const labels = Array.from({ length: size }, (_, i) => `class ${i}`);
  const counts = labels.map((_, i): number[] => labels.map((_, j) => i === j ? 100 : 0));
  for (let i = 5; i < size; i++) counts[i][i === size - 1 ? 5 : i + 1] = 1;
  const spec = confusionMatrixChart({ labels, counts, other: labels.map(() => 0) });
  const cells = rowsOf(spec)[0] as Cell[];
  assertEquals([...new Set(cells.map(({ reference }) => reference))], labels.slice(5));
  assertEquals(cells.length, 625);
  const said = "the 25 of 30 classes with the most errors";
  assert(textsOf(await renderSvg(spec)).some((text) => text.startsWith(said)));
});

Deno.test("The share of a row counts also the predictions that are not shown", () => {
  // Class 0 loses all to class 29; every other class loses two items to its neighbour, so that class 29 is not cut.
  const size = 30;
  const labels = Array.from({ length: size }, (_, i) => `class ${i}`);
  const counts = labels.map((_, i): number[] => labels.map((_, j) => i === j ? 6 : 0));
  for (let i = 0; i < 25; i++) counts[i][29] = 2;
  const cells = cellsOf({ labels, counts, other: labels.map(() => 0) });
  const diagonal = cells.filter(({ reference, prediction }) => reference === prediction && reference === "class 0");
  assertEquals(diagonal.map(({ share }) => share), [6 / 8]);
});

Deno.test("A class that is itself called (other) stays apart from the answers that are no class", () => {
  const cells = cellsOf({ labels: ["(other)", "a"], counts: [[1, 0], [0, 1]], other: [2, 3] });
  const positions = cells.map(({ reference, prediction }) => `${reference} as ${prediction}`);
  assertEquals(new Set(positions).size, cells.length);
});

Deno.test("A matrix without classes is still drawn", async () => {
  assertEquals(marks(await renderSvg(confusionMatrixChart({ labels: [], counts: [], other: [] })), "mark-rect"), []);
});
