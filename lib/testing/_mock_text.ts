import { type Random, randomBelow } from "../core/random.ts";
import type { Choice } from "./_mock_number.ts";

/** The bounds that a schema sets for texts, and their format. */
export interface TextBounds {
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly format?: string;
}

const MOST_CHARACTERS = 100_000;
const USUAL = 40;
const EDGES = [
  "é漢字🙂 — ümlaut",
  `"double" and 'single' quotes`,
  "first line\nsecond line",
  "{braces} {{ params.x }} \\{ {row.text}",
  "a,b;c\td",
  "<b>bold</b> &amp; more",
  "__proto__",
  "null",
];
const WORDS = [
  "order",
  "refund",
  "late",
  "please",
  "where",
  "parcel",
  "café",
  "two",
  "cancel",
  "hello",
  "today",
  "why",
];

/** Texts that fit a schema; throws where there is none. */
export function mockText(bounds: TextBounds, at: string): Choice<string> {
  const { minLength: least = 0, maxLength: most = Infinity, format } = bounds;
  if (least > most) {
    throw new RangeError(`Cannot make data: no text fits the lengths ${least} to ${most} of ${at || "the schema"}`);
  }
  if (least > MOST_CHARACTERS) {
    throw new RangeError(`Cannot make data: ${at}minLength must be at most ${MOST_CHARACTERS}, received ${least}`);
  }
  const fits = (text: string) => [...text].length >= least && text.length <= most;
  if (format !== undefined) {
    const known = FORMATS[format];
    const edges = known.edges.filter(fits);
    if (edges.length > 0) {
      return { edges, draw: (random) => [known.draw(random)].find(fits) ?? edges[randomBelow(random, edges.length)] };
    }
    throw new RangeError(`Cannot make data: no ${format} fits the lengths of ${at || "the schema"}`);
  }
  const bounded = [least, ...(most <= MOST_CHARACTERS ? [most] : [])].map((length) => "a".repeat(length));
  return {
    edges: [...new Set([...bounded, ...EDGES.map((text) => fitted(text, least, most))])],
    draw(random) {
      const length = least + randomBelow(random, Math.min(most - least, USUAL) + 1);
      let text = "";
      while (text.length < length) text += `${WORDS[randomBelow(random, WORDS.length)]} `;
      return fitted(text.slice(0, length), least, most);
    },
  };
}

/** A text cut or filled up to the lengths, without white space at its ends; emoji count one or two, as one counts. */
function fitted(text: string, least: number, most: number): string {
  const characters = [...text];
  while (characters.join("").length > most) characters.pop();
  const cut = characters.join("").trim();
  const filled = cut + "x".repeat(Math.max(0, least - [...cut].length));
  return filled.length <= most ? filled : "x".repeat(least);
}

const DAY = 86_400_000;
const FORMATS: Readonly<Record<string, Choice<string>>> = {
  date: {
    edges: ["2024-02-29", "1970-01-01", "1999-12-31", "2000-02-29"],
    draw: (random) => instant(random).slice(0, 10),
  },
  "date-time": {
    edges: ["2024-02-29T23:59:59Z", "1970-01-01T00:00:00Z", "1999-12-31T23:59:59.999Z"],
    draw: instant,
  },
  time: { edges: ["00:00:00Z", "23:59:59+02:00"], draw: (random) => instant(random).slice(11) },
  email: {
    edges: ["a@example.com", "first.last+tag@sub.example.org"],
    draw: (random) => `user${randomBelow(random, 1_000_000)}@example.com`,
  },
  uri: {
    edges: ["https://example.com/", "https://example.com:8443/a%20b?x=1&y=%7B%7D#top"],
    draw: (random) => `https://example.com/items/${randomBelow(random, 1_000_000)}`,
  },
  uuid: { edges: ["00000000-0000-4000-8000-000000000000", "ffffffff-ffff-4fff-bfff-ffffffffffff"], draw: uuid },
};

function instant(random: Random): string {
  const seconds = randomBelow(random, 86_400) * 1000;
  return new Date(randomBelow(random, 40_000) * DAY + seconds).toISOString();
}

function uuid(random: Random): string {
  const digits = Array.from({ length: 4 }, () => random().toString(16).padStart(8, "0")).join("");
  const variant = "89ab"[randomBelow(random, 4)];
  const parts = [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    `${variant}${digits.slice(17, 20)}`,
  ];
  return [...parts, digits.slice(20)].join("-");
}
