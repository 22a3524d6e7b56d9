import type { Frame } from "../data/frame.ts";
import { textColumn } from "../data/column.ts";

/** Which rows belong together: the number of each row's unit. Units of both frames are counted together. */
export interface UnitIds {
  /** The unit of each row of the reference. */
  readonly reference: Int32Array;
  /** The unit of each row of the current frame. */
  readonly current: Int32Array;
  /** How many units there are. */
  readonly count: number;
  /** Whether a cluster column makes the units, rather than each row being one. */
  readonly clustered: boolean;
}

/** Items of a column: the row that each stands in, and its cell: a bin, a category, a word. */
export interface Items {
  /** Rows, from 0; one may occur often. */
  readonly rows: Int32Array;
  /** Cells, from 0. */
  readonly cells: Int32Array;
}

/** How often each unit holds each cell, without the zeros: unit u has the entries from `starts[u]` to `starts[u + 1]`. */
export interface UnitCounts {
  /** Where each unit's entries begin, and at last how many there are. */
  readonly starts: Int32Array;
  /** The cell of each entry. */
  readonly cells: Int32Array;
  /** How often it occurs. */
  readonly counts: Int32Array;
}

/** Two samples as units that hold cells. */
export interface UnitTable {
  /** How many cells there are. */
  readonly cells: number;
  /** What the units hold in the reference. */
  readonly reference: UnitCounts;
  /** What they hold in the current frame. */
  readonly current: UnitCounts;
  /** Units with items in the reference only. */
  readonly onlyReference: Int32Array;
  /** Units with items in the current frame only. */
  readonly onlyCurrent: Int32Array;
  /** Units with items in both, such as a document that was asked twice. */
  readonly shared: Int32Array;
}

/** The units of two frames: their rows, or the clusters that a column names. */
export function unitIds(reference: Frame, current: Frame, clusterColumn?: string): UnitIds {
  if (clusterColumn === undefined) {
    const [first, second] = [new Int32Array(reference.height), new Int32Array(current.height)];
    for (let i = 0; i < first.length; i++) first[i] = i;
    for (let i = 0; i < second.length; i++) second[i] = first.length + i;
    return { reference: first, current: second, count: first.length + second.length, clustered: false };
  }
  const numbers = new Map<string, number>();
  const numbersOf = (frame: Frame) =>
    Int32Array.from(textColumn(frame, clusterColumn, { doing: "detect drift" }), (name) => {
      const known = numbers.get(name);
      if (known !== undefined) return known;
      numbers.set(name, numbers.size);
      return numbers.size - 1;
    });
  const [first, second] = [numbersOf(reference), numbersOf(current)];
  return { reference: first, current: second, count: numbers.size, clustered: true };
}

/** Gathers the items of both frames by unit. */
export function unitTable(ids: UnitIds, sides: { reference: Items; current: Items; cells: number }): UnitTable {
  const reference = gather(ids.reference, ids.count, sides.reference, sides.cells);
  const current = gather(ids.current, ids.count, sides.current, sides.cells);
  const [onlyReference, onlyCurrent, shared]: number[][] = [[], [], []];
  for (let unit = 0; unit < ids.count; unit++) {
    const first = reference.starts[unit + 1] > reference.starts[unit];
    const second = current.starts[unit + 1] > current.starts[unit];
    if (first && second) shared.push(unit);
    else if (first) onlyReference.push(unit);
    else if (second) onlyCurrent.push(unit);
  }
  return {
    cells: sides.cells,
    reference,
    current,
    onlyReference: Int32Array.from(onlyReference),
    onlyCurrent: Int32Array.from(onlyCurrent),
    shared: Int32Array.from(shared),
  };
}

function gather(unitOfRow: Int32Array, units: number, items: Items, cellCount: number): UnitCounts {
  const bounds = new Int32Array(units + 1);
  for (const row of items.rows) bounds[unitOfRow[row] + 1]++;
  for (let unit = 0; unit < units; unit++) bounds[unit + 1] += bounds[unit];
  const next = bounds.slice();
  const sorted = new Int32Array(items.cells.length);
  for (let i = 0; i < items.cells.length; i++) sorted[next[unitOfRow[items.rows[i]]]++] = items.cells[i];

  const starts = new Int32Array(units + 1);
  const [cells, counts] = [new Int32Array(sorted.length), new Int32Array(sorted.length)];
  const entryOf = new Int32Array(cellCount).fill(-1);
  let length = 0;
  for (let unit = 0; unit < units; unit++) {
    starts[unit] = length;
    for (let i = bounds[unit]; i < bounds[unit + 1]; i++) {
      const cell = sorted[i];
      // An entry of an earlier unit does not count.
      if (entryOf[cell] < starts[unit]) {
        entryOf[cell] = length;
        cells[length++] = cell;
      }
      counts[entryOf[cell]]++;
    }
  }
  starts[units] = length;
  return { starts, cells: cells.slice(0, length), counts: counts.slice(0, length) };
}

/** How many units each sample has; shared ones count in both, and once in all. */
export interface UnitNumbers {
  /** Units with items in the reference. */
  readonly reference: number;
  /** Units with items in the current frame. */
  readonly current: number;
  /** All units. */
  readonly all: number;
}

/** How many units hold something. */
export function unitNumbers({ onlyReference, onlyCurrent, shared }: UnitTable): UnitNumbers {
  const [a, b, both] = [onlyReference.length, onlyCurrent.length, shared.length];
  return { reference: a + both, current: b + both, all: a + b + both };
}

/** Adds what a unit holds to the counts, so many times. */
export function addUnit(into: Int32Array, from: UnitCounts, unit: number, times = 1): void {
  const { starts, cells, counts } = from;
  for (let i = starts[unit]; i < starts[unit + 1]; i++) into[cells[i]] += times * counts[i];
}
