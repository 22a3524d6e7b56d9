import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import fc from "fast-check";
import { type Processor, processText } from "../../lib/steps/_file_processor.ts";
import { fails, inRun, read } from "./_file_run.ts";

const MEBIBYTE = 2 ** 20;

const TEXT = "  Ως ΟΔΟΣ. ß straße  \r\n\tabc abcabc \n\n x😀y\u2028 end \t";
const EXPECTED: [Processor, string][] = [
  [{ kind: "identity" }, TEXT],
  [{ kind: "uppercase" }, TEXT.toUpperCase()],
  [{ kind: "lowercase" }, TEXT.toLowerCase()],
  [{ kind: "trim" }, "Ως ΟΔΟΣ. ß straße\r\nabc abcabc\n\nx😀y\u2028 end"],
  [{ kind: "replace", pattern: "abc", replacement: "$&" }, TEXT.replaceAll("abc", "$$&")],
  [{ kind: "replace", pattern: "\n", replacement: "" }, TEXT.replaceAll("\n", "")],
  [{ kind: "replace", pattern: "😀", replacement: "🎉🎉" }, TEXT.replaceAll("😀", "🎉🎉")],
];

/** Cuts a text into chunks, never inside a character, as a decoder gives them. */
async function* chunksOf(text: string, sizes: readonly number[]): AsyncGenerator<string> {
  const characters = Array.from(text);
  for (let at = 0, i = 0; at < characters.length; i++) {
    const size = sizes[i % sizes.length];
    yield characters.slice(at, at + size).join("");
    at += size;
  }
}

async function processed(text: string, sizes: readonly number[], processor: Processor): Promise<string> {
  const parts = await Array.fromAsync(processText(chunksOf(text, sizes), processor));
  for (const part of parts) assertEquals(part.isWellFormed(), true);
  return parts.join("");
}

Deno.test("a text is changed as if it came whole, wherever it is cut", async () => {
  for (const [processor, expected] of EXPECTED) {
    for (const size of [1, 2, 3, 5, 1000]) {
      assertEquals(await processed(TEXT, [size], processor), expected, processor.kind);
    }
  }
  const letters = fc.string({ unit: fc.constantFrom("a", "b", " ", "\n", "\r", "\t", "😀", "Σ"), maxLength: 60 });
  const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 });
  const pattern = fc.string({ unit: fc.constantFrom("a", "b", "😀"), minLength: 1, maxLength: 4 });
  const property = fc.asyncProperty(letters, sizes, pattern, async (text, cuts, wanted) => {
    const replace: Processor = { kind: "replace", pattern: wanted, replacement: "-" };
    assertEquals(await processed(text, cuts, replace), text.replaceAll(wanted, "-"));
    assertEquals(await processed(text, cuts, { kind: "lowercase" }), text.toLowerCase());
    const lines = text.split("\n").map((line, i, all) =>
      line.trim() + (i < all.length - 1 && line.endsWith("\r") ? "\r" : "")
    );
    assertEquals(await processed(text, cuts, { kind: "trim" }), lines.join("\n"));
  });
  await fc.assert(property, { numRuns: 500, seed: 7 });
});

Deno.test("a file of 64 MB is processed in little memory, with characters and matches across chunks", async () => {
  const unit = `${"é😀 needle ".repeat(7)}x\n`;
  const unitBytes = new TextEncoder().encode(unit).length;
  const repeats = Math.ceil(64 * MEBIBYTE / unitBytes);
  await inRun({}, async (_run, out) => {
    const file = await Deno.open(join(out, "big.txt"), { write: true, createNew: true });
    const block = new TextEncoder().encode(unit.repeat(1000));
    for (let i = 0; i < Math.floor(repeats / 1000); i++) {
      for (let at = 0; at < block.length;) at += await file.write(block.subarray(at));
    }
    file.close();
    const size = Deno.statSync(join(out, "big.txt")).size;
    assertEquals(size > 63 * MEBIBYTE, true);
    const options = { pattern: "needle", replacement: "NADEL" };
    const work = [
      { operation: "stream_process", source: "big.txt", destination: "new.txt", processor: "replace", options },
      { operation: "stream_process", source: "big.txt", destination: "up.txt", processor: "uppercase" },
      { operation: "stream_copy", source: "big.txt", destination: "copy.txt" },
    ];
    // As text the file alone would take more than 110 MiB, and a process with less than that would die of it.
    const script = new URL("_file_stream_run.ts", import.meta.url).pathname;
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-q", "-A", "--v8-flags=--max-old-space-size=80", script, out, JSON.stringify(work)],
    }).output();
    assertEquals(success, true, new TextDecoder().decode(stderr).slice(0, 500));
    assertEquals(Deno.statSync(join(out, "copy.txt")).size, size);
    const shrunk = size - 7 * 1000 * Math.floor(repeats / 1000);
    assertEquals(Deno.statSync(join(out, "new.txt")).size, shrunk);
    assertEquals(
      read(out, "new.txt") === unit.replaceAll("needle", "NADEL").repeat(1000 * Math.floor(repeats / 1000)),
      true,
    );
    assertEquals(read(out, "up.txt").includes("\uFFFD"), false);
  });
});

Deno.test("bytes that are not UTF-8 are copied as they are, and refused where text is changed", async () => {
  const bytes = new Uint8Array([0xef, 0xbb, 0xbf, 0x61, 0xff, 0x00]);
  await inRun({ "a.bin": bytes, "mark.txt": "\uFEFFa", "empty.txt": "" }, async (run, out) => {
    await run({ operation: "stream_copy", source: "a.bin", destination: "b.bin" });
    await run({ operation: "stream_process", source: "a.bin", destination: "c.bin", processor: "identity" });
    for (const name of ["b.bin", "c.bin"]) assertEquals(Deno.readFileSync(join(out, name)), bytes);
    await fails(
      () => run({ operation: "stream_process", source: "a.bin", destination: "d.bin", processor: "uppercase" }),
      "Cannot process a.bin: it is not UTF-8",
    );
    await run({ operation: "stream_process", source: "mark.txt", destination: "up.txt", processor: "uppercase" });
    assertEquals(read(out, "up.txt"), "\uFEFFA");
    const { result } = await run({ operation: "stream_copy", source: "empty.txt", destination: "e.txt" });
    assertEquals(result.bytes, 0);
    assertEquals(Array.from(Deno.readDirSync(out), ({ name }) => name).some((name) => name.includes("partial")), false);
  });
});
