import { Refusal } from "./_expression_values.ts";
import { describeValue } from "./describe_value.ts";
import { formatCount } from "./format.ts";

type Test = (character: string) => boolean;

type Piece =
  | { kind: "one"; test: Test }
  | { kind: "edge"; source: string }
  | { kind: "sequence"; pieces: Piece[] }
  | { kind: "choice"; pieces: Piece[] }
  | Repeat;

interface Repeat {
  kind: "repeat";
  piece: Piece;
  min: number;
  max: number;
}

type Step =
  | { kind: "one"; test: Test }
  | { kind: "edge"; source: string }
  | { kind: "go"; to: number[] }
  | { kind: "found" };

const MAX_PATTERN = 200;
const MAX_TEXT = 10_000;
const MAX_STEPS = 2_000;
const ESCAPE = /\\(?:u[dD][89abAB]..\\u[dD][c-fC-F]..|u\{[^}]*\}|u....|x..|c.|[pP]\{[^}]*\}|[^])/u;
const ATOM = new RegExp(String.raw`${ESCAPE.source}|\[(?:\\[^]|[^\]\\])*\]|[^]`, "uy");
const QUANTIFIER = /(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/uy;
const GROUP = /\((?:\?:|\?<[\p{L}_$][\p{L}\p{N}_$]*>)?/uy;

/**
 * Whether a text contains a match of a regular expression, in time proportional to the text.
 *
 * The syntax and the answer are those of JavaScript with the flag u. But it follows all ways of matching at once
 * (Thompson's construction, Pike's simulation) in place of trying one after the other, so that no stranger's pattern,
 * such as `(a+)+$`, can keep it busy. So groups that look around and references back to groups are not available.
 *
 * @param pattern at most 200 characters
 * @param text at most 10,000 characters
 * @param charge told how much work each character is
 * @returns whether there is a match anywhere
 * @throws {Refusal} for a pattern that is invalid, too long or too large, and for a text that is too long
 */
export function matchesPattern(pattern: string, text: string, charge: (steps: number) => void): boolean {
  checkLength("a pattern", pattern, MAX_PATTERN);
  checkLength("a text", text, MAX_TEXT);
  try {
    new RegExp(pattern, "u");
  } catch (error) {
    const reason = (error as Error).message.replace(/^.*: /s, "");
    throw new Refusal(RangeError, `matches takes a regular expression, received ${describeValue(pattern)} (${reason})`);
  }
  const program: Step[] = [];
  emit(program, parseChoice({ pattern, at: 0 }));
  program.push({ kind: "found" });
  return run(program, Array.from(text), charge);
}

function run(program: readonly Step[], text: readonly string[], charge: (steps: number) => void): boolean {
  const seen = new Int32Array(program.length).fill(-1);
  let alive: number[] = [];
  for (let position = 0; position <= text.length; position++) {
    // Each step is entered once at most at each position, which bounds the time; step 0, as a match may begin anywhere.
    const entered: number[] = [];
    const waiting = [0, ...alive];
    let visits = 0;
    while (waiting.length > 0) {
      const at = waiting.pop()!;
      if (seen[at] === position) continue;
      seen[at] = position;
      visits++;
      const step = program[at];
      if (step.kind === "found") return true;
      if (step.kind === "one") entered.push(at);
      else if (step.kind === "go") waiting.push(...step.to);
      else if (isEdge(step.source, text, position)) waiting.push(at + 1);
    }
    charge(visits);
    alive = [];
    for (const at of entered) {
      if (position < text.length && (program[at] as { test: Test }).test(text[position])) alive.push(at + 1);
    }
  }
  return false;
}

function isEdge(source: string, text: readonly string[], position: number): boolean {
  if (source === "^") return position === 0;
  if (source === "$") return position === text.length;
  const isBoundary = isWord(text[position - 1]) !== isWord(text[position]);
  return source === "\\b" ? isBoundary : !isBoundary;
}

function isWord(character: string | undefined): boolean {
  return character !== undefined && /^\w$/.test(character);
}

function emit(program: Step[], piece: Piece): void {
  if (program.length > MAX_STEPS) {
    throw new Refusal(RangeError, "matches takes a regular expression with fewer or smaller repetitions");
  }
  if (piece.kind === "one" || piece.kind === "edge") program.push(piece);
  else if (piece.kind === "sequence") {
    // An empty sequence is a step too, so that the repetition of nothing is bounded as well.
    program.push({ kind: "go", to: [program.length + 1] });
    for (const part of piece.pieces) emit(program, part);
  } else if (piece.kind === "choice") {
    const ends: number[][] = [];
    for (const part of piece.pieces) {
      const ways = go(program);
      ways.push(program.length);
      emit(program, part);
      ends.push(go(program));
      ways.push(program.length);
    }
    // Behind the last way stands a step that leads nowhere.
    go(program);
    for (const end of ends) end.push(program.length);
  } else emitRepeat(program, piece);
}

function emitRepeat(program: Step[], { piece, min, max }: Repeat): void {
  for (let i = 0; i < min; i++) emit(program, piece);
  const skips: number[][] = [];
  for (let i = min; i < Math.min(max, min + MAX_STEPS); i++) {
    const start = program.length;
    const ways = go(program);
    ways.push(program.length);
    emit(program, piece);
    skips.push(ways);
    if (max < Infinity) continue;
    go(program).push(start);
    break;
  }
  for (const ways of skips) ways.push(program.length);
}

function go(program: Step[]): number[] {
  const to: number[] = [];
  program.push({ kind: "go", to });
  return to;
}

interface Reader {
  readonly pattern: string;
  at: number;
}

function parseChoice(reader: Reader): Piece {
  const pieces: Piece[] = [parseSequence(reader)];
  while (reader.pattern[reader.at] === "|") {
    reader.at++;
    pieces.push(parseSequence(reader));
  }
  return pieces.length === 1 ? pieces[0] : { kind: "choice", pieces };
}

function parseSequence(reader: Reader): Piece {
  const pieces: Piece[] = [];
  while (reader.at < reader.pattern.length && !"|)".includes(reader.pattern[reader.at])) {
    const piece = reader.pattern[reader.at] === "(" ? parseGroup(reader) : atomOf(read(ATOM, reader)![0], reader);
    const quantifier = read(QUANTIFIER, reader);
    if (quantifier === null) pieces.push(piece);
    else pieces.push({ kind: "repeat", piece, ...countsOf(quantifier) });
  }
  return { kind: "sequence", pieces };
}

function parseGroup(reader: Reader): Piece {
  read(GROUP, reader);
  if (reader.pattern[reader.at] === "?") throw unavailable(reader);
  const piece = parseChoice(reader);
  reader.at++;
  return piece;
}

function atomOf(source: string, reader: Reader): Piece {
  if (["^", "$", "\\b", "\\B"].includes(source)) return { kind: "edge", source };
  if (/^\\[1-9k]/.test(source)) throw unavailable(reader);
  if (!/^[\\[.]/.test(source)) return { kind: "one", test: (character) => character === source };
  const native = new RegExp(`^${source}$`, "u");
  return { kind: "one", test: (character) => native.test(character) };
}

function countsOf([, sign, from, comma, to]: RegExpExecArray): { min: number; max: number } {
  if (sign !== undefined) return { min: sign === "+" ? 1 : 0, max: sign === "?" ? 1 : Infinity };
  return { min: Number(from), max: comma === "" ? Number(from) : to === "" ? Infinity : Number(to) };
}

function unavailable(reader: Reader): Refusal {
  const reason = "without looking around, options in groups and references back to groups";
  return new Refusal(
    RangeError,
    `matches takes a regular expression ${reason}, received ${describeValue(reader.pattern)}`,
  );
}

function checkLength(what: string, text: string, most: number): void {
  if (text.length <= most) return;
  throw new Refusal(
    RangeError,
    `matches takes ${what} of at most ${formatCount(most)} characters, received ${formatCount(text.length)}`,
  );
}

function read(pattern: RegExp, reader: Reader): RegExpExecArray | null {
  pattern.lastIndex = reader.at;
  const match = pattern.exec(reader.pattern);
  if (match !== null) reader.at += match[0].length;
  return match;
}
