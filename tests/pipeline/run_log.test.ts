import { assert, assertEquals, assertFalse, assertStringIncludes, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { type LogOptions, openLog, type RunLog } from "../../lib/pipeline/run_log.ts";

const at = "2026-03-04T05:06:07.008Z";
const now = () => new Date(at);

/** What a log holds after some calls: its text, and its lines parsed. */
function logged(call: (log: RunLog) => void, options: LogOptions = {}) {
  const folder = Deno.makeTempDirSync();
  try {
    const path = `${folder}/runs/x/log.jsonl`;
    {
      using log = openLog(path, { now, ...options });
      call(log);
      assertEquals(log.problem, null);
    }
    const text = Deno.readTextFileSync(path);
    return { text, lines: text.split("\n").slice(0, -1).map((line) => JSON.parse(line)) };
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

Deno.test("a line has time, level, message and data, and what is below the level is left out", () => {
  const { text } = logged((log) => {
    log.debug("a", { b: 1 });
    log.info("two\nlines", { list: [1, null, true], map: { x: 0.5 } });
    log.error("bare");
  });
  assertEquals(
    text,
    `{"at":"${at}","level":"info","message":"two\\nlines","data":{"list":[1,null,true],"map":{"x":0.5}}}\n` +
      `{"at":"${at}","level":"error","message":"bare"}\n`,
  );
  for (const [level, count] of [["debug", 4], ["info", 3], ["warn", 2], ["error", 1]] as const) {
    const { lines } = logged((log) => (["debug", "info", "warn", "error"] as const).forEach((one) => log[one]("m")), {
      level,
    });
    assertEquals(lines.length, count, level);
  }
});

Deno.test("secrets are in no line: not in messages, names, values, numbers, errors, nor where a text was cut", () => {
  const secrets = ["hunter2secret", "8675309"];
  const { text, lines } = logged((log) => {
    log.info("with hunter2secret", {
      "key hunter2secret": { deep: ["a hunter2secret b"], number: 8675309, big: 8675309n },
      error: new Error("hunter2secret", { cause: new TypeError("8675309") }),
      set: new Set(["hunter2secret"]),
      shape: "sk-ant-REDACTED, Bearer abcdefgh12345678, redis://u:pass@h",
      apiKey: "anything",
      "x-api-key": "anything",
      password: "anything",
      tokens: 12,
    });
    // The first cut falls within the secret.
    log.info("long", { text: `${"x".repeat(16_374)}hunter2secret${"y".repeat(100_000)}` });
    log.info("url", { url: new URL("redis://:hunter2secret@db/") });
  }, { secrets });
  for (const part of ["hunter2", "8675309", "sk-ant", "abcdefgh", "u:pass", "anything"]) {
    assertFalse(text.includes(part), part);
  }
  assertEquals(lines[0].data["key ***"], { deep: ["a *** b"], number: "***", big: "***" });
  assertEquals(lines[0].data.error, { name: "Error", message: "***", cause: { name: "TypeError", message: "***" } });
  assertEquals(lines[0].data.tokens, 12);
});

Deno.test("a line has at most 64 KiB, whatever it is made of, and tells what was cut", () => {
  const { text, lines } = logged((log) => {
    log.info("m".repeat(1e6));
    log.info("one long text", { text: "ü".repeat(1e6), id: 7 });
    log.info("many texts", { list: Array.from({ length: 250 }, () => "😀".repeat(500)) });
    log.info(
      "many names",
      Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`${i}`.repeat(50), "\0".repeat(99)])),
    );
  });
  for (const line of text.split("\n")) assert(new TextEncoder().encode(`${line}\n`).length <= 65_536);
  assertEquals(lines.length, 4);
  assertStringIncludes(lines[0].message, "… (cut, 1000000 characters in all)");
  assertStringIncludes(lines[1].data.text, "… (cut, 1000000 characters in all)");
  assertEquals(lines[1].data.id, 7);
  assertStringIncludes(lines[2].data.list[0], "… (cut, 1000 characters in all)");
  assertStringIncludes(lines[3].data.left_out, "more than 65536 bytes");
});

Deno.test("data that JSON cannot hold is told in words and never throws", () => {
  const round: Record<string, unknown> = { name: "round" };
  round.self = round;
  const { lines } = logged((log) => {
    log.info("odd", {
      nan: NaN,
      big: 12n,
      date: now(),
      bytes: new Uint8Array(3),
      map: new Map([["a", 1]]),
      call: () => 1,
      none: undefined,
      round,
    });
    log.info("proto", JSON.parse('{"__proto__": {"polluted": true}, "toString": 1}'));
    log.info("bad", {
      get value() {
        throw new Error("no");
      },
    });
    let bomb: unknown = "x";
    for (let i = 0; i < 8; i++) bomb = Array(200).fill(bomb);
    log.info("bomb", { bomb });
    log.info("list", { list: Array.from({ length: 1001 }, (_, i) => i) });
  });
  const { round: _, ...odd } = lines[0].data;
  assertEquals(odd, { nan: "NaN", big: "12", date: at, bytes: "a Uint8Array", map: [["a", 1]] });
  assert(Object.hasOwn(lines[1].data, "__proto__"));
  assertEquals(({} as { polluted?: boolean }).polluted, undefined);
  assertEquals(lines[2].data, { left_out: "its data could not be read: no" });
  assertEquals(lines[4].data.list.at(-1), "… 1001 in all");
});

Deno.test("a log is continued, and a line that a crash cut short damages only itself", () => {
  const folder = Deno.makeTempDirSync();
  try {
    const path = `${folder}/log.jsonl`;
    Deno.writeTextFileSync(path, '{"at":"2026');
    {
      using log = openLog(path, { now });
      log.info("after");
    }
    assertEquals(Deno.readTextFileSync(path).split("\n").length, 3);
    assertEquals(JSON.parse(Deno.readTextFileSync(path).split("\n")[1]).message, "after");
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("a closed log takes calls and writes nothing", () => {
  const folder = Deno.makeTempDirSync();
  try {
    const log = openLog(`${folder}/log.jsonl`);
    log[Symbol.dispose]();
    log[Symbol.dispose]();
    log.error("late");
    assertEquals([Deno.readTextFileSync(`${folder}/log.jsonl`), log.problem], ["", null]);
    assertThrows(() => openLog(folder), AssayError, "Cannot open the log");
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test({
  name: "a write that fails ends the log, not the run",
  ignore: Deno.build.os !== "linux",
  fn() {
    using log = openLog("/dev/full");
    log.info("a");
    log.info("b");
    assertStringIncludes(log.problem ?? "", "Cannot write /dev/full: No space left");
  },
});
