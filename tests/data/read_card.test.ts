import { assertEquals, assertThrows } from "@std/assert";
import { join } from "@std/path";
import { AssayError } from "../../lib/core/assay_error.ts";
import { type DatasetCard, readCard } from "../../lib/data/read_card.ts";
import { inTempDir } from "../cli/_command_line.ts";

async function reading(card: string, test: (read: () => DatasetCard | null, path: string) => void) {
  await inTempDir((directory) => {
    Deno.writeTextFileSync(join(directory, "card.md"), card);
    test(() => readCard(join(directory, "data.jsonl")), join(directory, "card.md"));
  });
}

Deno.test("a card gives name, licence, source and digests, with either line ending", async () => {
  const card =
    "---\npretty_name: Intents\nname: intents\nlicense: mit\nsource: https://example.org\ndigests:\n  a.jsonl: abc\n---\n# Text\n";
  const expected = { name: "Intents", license: "mit", source: "https://example.org", digests: { "a.jsonl": "abc" } };
  await reading(card, (read) => assertEquals(read(), expected));
  await reading(card.replaceAll("\n", "\r\n"), (read) => assertEquals(read(), expected));
});

Deno.test("where there is no card there is null, and a card without front matter says nothing", async () => {
  await inTempDir((directory) => assertEquals(readCard(join(directory, "data.csv")), null));
  const nothing = { name: null, license: null, source: null, digests: {} };
  for (const card of ["# Only text\n", "---\n\n---\n", "---\nlicense: [mit]\nname: 3\n---\n", "---\n- a list\n---\n"]) {
    await reading(card, (read) => assertEquals(read(), nothing));
  }
});

Deno.test("front matter that is not YAML is refused with the card's path", async () => {
  await reading("---\nname: [\n---\n", (read, path) => {
    assertThrows(read, AssayError, `Cannot read ${path}: its front matter: `);
  });
});
