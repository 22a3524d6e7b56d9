import { assert, assertEquals, assertRejects } from "@std/assert";
import { readSse } from "../../lib/models/_sse.ts";

const encoder = new TextEncoder();

async function read(chunks: readonly Uint8Array[]): Promise<string[]> {
  async function* each() {
    for (const chunk of chunks) yield await Promise.resolve(chunk);
  }
  return await Array.fromAsync(readSse(each(), () => new Error("no UTF-8")));
}

Deno.test("readSse gives the same events wherever two cuts fall, with every line end", async () => {
  const events = ['{"a":"é🎉"}', "two\nlines", "[DONE]"];
  for (const end of ["\n", "\r", "\r\n"]) {
    const text =
      `: hello${end}event: x${end}data: ${
        events[0]
      }${end}id: 1${end}${end}data:two${end}data: lines${end}${end}${end}` +
      `data: [DONE]${end}${end}`;
    const bytes = encoder.encode(text);
    for (let a = 0; a <= bytes.length; a++) {
      for (let b = a; b <= bytes.length; b += 3) {
        assertEquals(await read([bytes.slice(0, a), bytes.slice(a, b), bytes.slice(b)]), events, `${a} ${b}`);
      }
    }
  }
});

Deno.test("readSse gives an event that no empty line ends, and none for an empty body", async () => {
  assertEquals(await read([encoder.encode("data: a\n\ndata: b")]), ["a", "b"]);
  assertEquals(await read([encoder.encode("data: a\r")]), ["a"]);
  assertEquals(await read([]), []);
  assertEquals(await read([encoder.encode(": ping\n\n\n\nevent: x\n\n")]), []);
});

Deno.test("readSse passes over a byte order mark and refuses bytes that are no UTF-8, also a character that is cut off", async () => {
  assertEquals(await read([encoder.encode("\ufeffdata: a\n\n")]), ["a"]);
  await assertRejects(() => read([new Uint8Array([100, 97, 255])]), Error, "no UTF-8");
  await assertRejects(() => read([encoder.encode("data: 🎉").slice(0, -1)]), Error, "no UTF-8");
});

Deno.test("readSse reads a line of 4 MiB in chunks of 100 bytes in linear time", async () => {
  const chunk = encoder.encode("x".repeat(100));
  const begun = performance.now();
  const [event] = await read([encoder.encode("data: "), ...Array.from({ length: 40_000 }, () => chunk)]);
  assertEquals(event.length, 4_000_000);
  assert(performance.now() - begun < 5000);
});
