import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { digest } from "../../lib/core/digest.ts";

const FOLDER = new URL("../../datasets/answers/", import.meta.url);
const text = Deno.readTextFileSync(new URL("answers.jsonl", FOLDER));
const card = Deno.readTextFileSync(new URL("card.md", FOLDER));
const rows: Record<string, string | number | null>[] = text.trim().split("\n").map((line) => JSON.parse(line));
const SYSTEMS = ["terse", "chatty"];

Deno.test("the rows of the dataset answers have the columns, languages and sizes that its card tells", () => {
  assertStringIncludes(card, `answers.jsonl: ${digest(text)}`);
  assertStringIncludes(card, `${rows.length} short questions`);
  const columns = ["question", "expected", "reply_terse", "reply_chatty", "language", "topic", "document"];
  for (const row of rows) assertEquals(Object.keys(row), [...columns, "human_terse", "human_chatty"]);
  assertEquals(new Set(rows.map(({ question }) => question)).size, rows.length);
  for (const [language, own] of Map.groupBy(rows, ({ language }) => language)) {
    assertStringIncludes(card, `\`${language}\` (${own.length})`);
  }
});

Deno.test("five questions of one topic and language belong to each document", () => {
  const documents = Map.groupBy(rows, ({ document }) => document);
  assertStringIncludes(card, `${documents.size} in all`);
  for (const [document, own] of documents) {
    const kinds = new Set(own.map(({ topic, language }) => `${topic} ${language}`));
    assertEquals([own.length, kinds.size], [5, 1], String(document));
  }
});

Deno.test("labels are 1 or 0, are missing where there is no reply, and for about a third of the questions", () => {
  for (const system of SYSTEMS) {
    const [replies, labels] = ["reply", "human"].map((kind) => rows.map((row) => row[`${kind}_${system}`]));
    assert(labels.every((label, i) => label === null || ((label === 0 || label === 1) && replies[i] !== null)), system);
    const share = labels.filter((label) => label === null).length / rows.length;
    assert(share > 0.28 && share < 0.4, `${system}: ${share}`);
    assert(replies.some((reply) => reply === null), `${system}: a reply is missing`);
  }
});

Deno.test("the card tells for each topic how many replies are right", () => {
  const topics = Map.groupBy(rows, ({ topic }) => topic);
  assertEquals(topics.size, 5);
  for (const [topic, own] of topics) {
    const shares = SYSTEMS.map((system) => {
      const labels = own.flatMap((row) => row[`human_${system}`] ?? []) as number[];
      return `${(100 * labels.reduce((sum, label) => sum + label, 0) / labels.length).toFixed(0)} %`;
    });
    const line = card.split("\n").find((one) => one.startsWith(`| ${topic} `));
    assertEquals(line?.split("|").slice(2, 5).map((cell) => cell.trim()), [String(own.length), ...shares], `${topic}`);
  }
});
