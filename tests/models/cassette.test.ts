import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { type Cassette, openCassette, recording, replaying } from "../../lib/models/cassette.ts";
import type { Model, ModelRequest, ModelResponse } from "../../lib/models/model.ts";

const KEY = "sk-ant-api03-abcdefghijklmnop";

function temporary(): string {
  return `${Deno.makeTempDirSync()}/folder/cassette.jsonl`;
}

function request(content: string, more: Partial<ModelRequest> = {}): ModelRequest {
  return { messages: [{ role: "user", content }], ...more };
}

function echo(id = "x/y"): Model {
  const generate = ({ messages: [{ content }] }: ModelRequest): Promise<ModelResponse> =>
    Promise.resolve({ text: `to ${content}`, model: `${id}-1`, usage: { inputTokens: 3, outputTokens: 2 } });
  return { id, price: null, generate };
}

async function recorded(path: string, contents: readonly string[], passphrase?: string): Promise<void> {
  using cassette = openCassette(path, { mode: "record", passphrase });
  const model = recording(echo(), cassette);
  await Promise.all(contents.map((content) => model.generate(request(content))));
}

function problemsOf(work: () => unknown): readonly string[] {
  return (assertThrows(work, AssayError) as AssayError).problems;
}

async function missOf(cassette: Cassette, asked: ModelRequest, id = "x/y"): Promise<readonly string[]> {
  return (await assertRejects(() => replaying(id, cassette).generate(asked), AssayError) as AssayError).problems;
}

Deno.test("what was recorded is replayed in any order, with usage, model, calls and finish", async () => {
  const path = temporary();
  const full: ModelResponse = {
    text: "",
    model: "x/y-2",
    usage: { inputTokens: 1, outputTokens: 2, cacheReadTokens: 3, cacheWriteTokens: 4 },
    finish: "tool_calls",
    toolCalls: [{ id: "1", name: "f", input: { a: [1, null, "ü\u2028"], ["__proto__"]: 1 } }],
  };
  const tools = [{ name: "f", description: "d", parameters: {} }];
  {
    using cassette = openCassette(path, { mode: "record" });
    const model = recording(echo(), cassette);
    for (const content of ["a", "b", "c"]) await model.generate(request(content));
    const calls: Model = { id: "x/y", generate: () => Promise.resolve(full) };
    assertEquals(await recording(calls, cassette).generate(request("a", { tools })), full);
  }
  using cassette = openCassette(path, { mode: "replay" });
  const model = replaying("x/y", cassette, { price: { input: 1, output: 2 } });
  assertEquals([cassette.size, model.price], [4, { input: 1, output: 2 }]);
  for (const content of ["c", "a", "b", "a"]) {
    assertEquals(await model.generate(request(content)), await echo().generate(request(content)));
  }
  assertEquals(JSON.stringify(await model.generate(request("a", { tools }))), JSON.stringify(full));
});

Deno.test("everything that an answer depends on is told apart, and what it does not depend on is not", async () => {
  const path = temporary();
  await recorded(path, ["a"]);
  using cassette = openCassette(path, { mode: "replay" });
  const model = replaying("x/y", cassette);
  const pieces: string[] = [];
  const signal = new AbortController().signal;
  const same = { messages: [{ content: "a", role: "user" as const }], repeat: 0, temperature: undefined, signal };
  await model.generate({ ...same, onText: (piece) => pieces.push(piece) });
  assertEquals(pieces, ["to a"]);
  const others: ModelRequest[] = [
    request("a", { repeat: 1 }),
    request("a", { temperature: 0 }),
    request("a", { system: "s" }),
    request("a", { maxOutputTokens: 5 }),
    request("a", { outputSchema: {} }),
    request("a "),
  ];
  for (const other of others) await missOf(cassette, other);
  await missOf(cassette, request("a"), "x/z");
  await assertRejects(
    () => model.generate(request("a", { signal: AbortSignal.abort(new Error("stop")) })),
    Error,
    "stop",
  );
});

Deno.test("a miss shows the nearest recorded request and at most ten lines of what differs", async () => {
  const path = temporary();
  const prompt = (item: string) => `Label this text.\nText: ${item}\nLabel:`;
  await recorded(path, [prompt("I lost my card"), prompt("Where is my card?"), "Something else entirely"]);
  using cassette = openCassette(path, { mode: "replay" });
  const problems = await missOf(cassette, request(prompt("Where is my card")));
  assertEquals(problems, [
    "it holds no answer to this request; it holds 3 of x/y",
    "the nearest recorded request (-) and this one (+):",
    "- Text: Where is my card?",
    "+ Text: Where is my card",
  ]);
  const settings = await missOf(cassette, request(prompt("I lost my card"), { temperature: 0.5 }));
  assertEquals(settings.slice(2), ["+ temperature: 0.5"]);
  const long = Array.from({ length: 500 }, (_, i) => `line ${i} ${"x".repeat(5000)}`).join("\n");
  const many = await missOf(cassette, request(long));
  assert(many.length <= 12 && many.every((line) => line.length < 200));
  assertEquals(await missOf(cassette, request("a"), "x/z"), ["it holds nothing of x/z, only of x/y"]);
});

Deno.test("requests that differ beyond what is kept in words are told so", async () => {
  const path = temporary();
  const long = "x".repeat(20_000);
  await recorded(path, [`${long}a`]);
  using cassette = openCassette(path, { mode: "replay" });
  const problems = await missOf(cassette, request(`${long}b`));
  assertEquals(problems[1], "the nearest recorded request differs beyond what is kept of it in words");
});

Deno.test("thousands of misses end soon", async () => {
  const path = temporary();
  await recorded(path, Array.from({ length: 2000 }, (_, i) => `item ${i} ${"word ".repeat(200)}`));
  using cassette = openCassette(path, { mode: "replay" });
  const begun = performance.now();
  for (let i = 0; i < 2000; i++) await missOf(cassette, request(`other ${i}`));
  assert(performance.now() - begun < 20_000);
});

Deno.test("neither secrets of a known shape nor known ones are written, in requests, answers and calls", async () => {
  const path = temporary();
  {
    using cassette = openCassette(path, { mode: "record", secrets: ["hunter2hunter2"] });
    const text = `use ${KEY} or redis://me:pa\\ss@db and hunter2hunter2`;
    const leaky: Model = {
      id: "x/y",
      generate: () =>
        Promise.resolve({ text, model: "x/y", toolCalls: [{ id: "1", name: "f", input: { [KEY]: text } }] }),
    };
    const response = await recording(leaky, cassette).generate(request(text, { system: text }));
    assertEquals(response.text, text);
  }
  const written = Deno.readTextFileSync(path);
  for (const secret of [KEY, "hunter2", "pa\\"]) assert(!written.includes(secret), secret);
  using cassette = openCassette(path, { mode: "replay" });
  assertEquals(cassette.size, 1);
});

Deno.test("an encrypted cassette shows nothing, opens with its passphrase only, and tells of changes", async () => {
  const path = temporary();
  await recorded(path, ["the bank of England"], "correct horse");
  await recorded(path, ["another"], "correct horse");
  const written = Deno.readTextFileSync(path);
  for (const word of ["bank", "x/y", "inputTokens"]) assert(!written.includes(word), word);
  {
    using cassette = openCassette(path, { mode: "replay", passphrase: "correct horse" });
    assertEquals(cassette.size, 2);
    assertEquals((await replaying("x/y", cassette).generate(request("another"))).text, "to another");
  }
  const open = (passphrase?: string) => () => openCassette(path, { mode: "replay", passphrase });
  assertEquals(problemsOf(open()), ["it is encrypted; a passphrase is needed"]);
  assertEquals(problemsOf(open("wrong")), ["the passphrase is not the one it was encrypted with"]);
  const lines = written.split("\n");
  const { sealed } = JSON.parse(lines[1]);
  const changed = sealed.slice(0, 40) + (sealed[40] === "A" ? "B" : "A") + sealed.slice(41);
  Deno.writeTextFileSync(path, [lines[0], JSON.stringify({ sealed: changed }), lines[2], ""].join("\n"));
  assertEquals(problemsOf(open("correct horse")), ["line 2: it was changed after it was encrypted"]);
  const costly = JSON.parse(lines[0]);
  costly.encryption.cost = 2 ** 30;
  Deno.writeTextFileSync(path, `${JSON.stringify(costly)}\n`);
  assertEquals(problemsOf(open("x")), ["line 1: it is not the first line of a cassette of this version"]);
});

Deno.test("a plain cassette is not recorded to with a passphrase, and is replayed with one", async () => {
  const path = temporary();
  await recorded(path, ["a"]);
  const passphrase = "p";
  assertEquals(problemsOf(() => openCassette(path, { mode: "record", passphrase })), [
    "it is not encrypted; record to another file",
  ]);
  using cassette = openCassette(path, { mode: "replay", passphrase });
  assertEquals(cassette.size, 1);
});

Deno.test("a last line that was cut short is passed over, and removed when recording goes on", async () => {
  const path = temporary();
  await recorded(path, ["a", "b"]);
  const whole = Deno.readTextFileSync(path);
  Deno.writeTextFileSync(path, whole.slice(0, -20));
  {
    using cassette = openCassette(path, { mode: "replay" });
    assertEquals(cassette.size, 1);
  }
  await recorded(path, ["c"]);
  using cassette = openCassette(path, { mode: "replay" });
  assertEquals(cassette.size, 2);
  assertEquals(Deno.readTextFileSync(path).split("\n").length, 4);
});

Deno.test("every damaged line is told with its number", async () => {
  const path = temporary();
  await recorded(path, ["a", "b", "c", "d"]);
  const lines = Deno.readTextFileSync(path).split("\n");
  const spoil = (line: string, change: Record<string, unknown>) => JSON.stringify({ ...JSON.parse(line), ...change });
  const bad = [
    lines[0],
    lines[1].slice(0, 50),
    spoil(lines[2], { key: "abc" }),
    spoil(lines[3], { response: { text: "x", model: "m", usage: { inputTokens: -1, outputTokens: 0 } } }),
    lines[4],
    "[]",
    spoil(lines[4], { headers: {} }),
  ];
  Deno.writeTextFileSync(path, `${bad.join("\n")}\n`);
  const problems = problemsOf(() => openCassette(path, { mode: "replay" }));
  assertEquals(problems.map((problem) => problem.split(":")[0]), ["line 2", "line 3", "line 4", "line 6", "line 7"]);
  Deno.writeTextFileSync(path, `${lines[0]}\n${"x\n".repeat(100)}`);
  const many = problemsOf(() => openCassette(path, { mode: "replay" }));
  assertEquals([many.length, many.at(-1)], [21, "and 80 more lines"]);
});

Deno.test("a file that is no cassette, and none at all, are told", () => {
  const path = temporary();
  assertEquals(problemsOf(() => openCassette(path, { mode: "replay" })), [
    "no such file; record it first with --record",
  ]);
  for (const text of ["hello\n", "{}\n", '{"assay":"cassette","version":2,"encryption":null}\n', "null\n"]) {
    const file = Deno.makeTempFileSync();
    Deno.writeTextFileSync(file, text);
    for (const mode of ["replay", "record"] as const) {
      assert(problemsOf(() => openCassette(file, { mode }))[0].startsWith("line 1: it is not the first line"), text);
    }
    assertEquals(Deno.readTextFileSync(file), text);
  }
  const latin = Deno.makeTempFileSync();
  Deno.writeFileSync(latin, new Uint8Array([0xff, 10]));
  assertEquals(problemsOf(() => openCassette(latin, { mode: "replay" })), ["it is not UTF-8"]);
});

Deno.test("recording again refreshes: the later line counts; failures are not recorded", async () => {
  const path = temporary();
  for (const text of ["first", "second"]) {
    using cassette = openCassette(path, { mode: "record" });
    const model: Model = { id: "x/y", generate: () => Promise.resolve({ text, model: "x/y" }) };
    await recording(model, cassette).generate(request("a"));
    const broken: Model = { id: "x/y", generate: () => Promise.reject(new Error("down")) };
    await assertRejects(() => recording(broken, cassette).generate(request("b")), Error, "down");
  }
  using cassette = openCassette(path, { mode: "replay" });
  assertEquals([cassette.size, (await replaying("x/y", cassette).generate(request("a"))).text], [1, "second"]);
  await assertRejects(() => recording(echo(), cassette).generate(request("z")), AssayError, "open for replay only");
});

Deno.test("an answer is on disk before it is given, and thousands at a time are recorded soon", async () => {
  const path = temporary();
  using cassette = openCassette(path, { mode: "record" });
  const model = recording(echo(), cassette);
  await model.generate(request("first"));
  assertEquals(Deno.readTextFileSync(path).split("\n").length, 3);
  const begun = performance.now();
  await Promise.all(Array.from({ length: 5000 }, (_, i) => model.generate(request(`${i}`))));
  assert(performance.now() - begun < 10_000);
  using replay = openCassette(path, { mode: "replay" });
  assertEquals(replay.size, 5001);
});
