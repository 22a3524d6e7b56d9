import { assert, assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { formatDollars } from "../../lib/cli/_units.ts";
import type { Price } from "../../lib/models/model.ts";
import { modelIdOf } from "../../lib/models/model_names.ts";
import { priceOfModel } from "../../lib/models/prices.ts";
import { load } from "../../lib/data/load.ts";
import { inTempDir, stateOf } from "../cli/_command_line.ts";
import { serveAnthropic } from "../fakes/_anthropic.ts";
import { serveOpenAI } from "../fakes/_openai.ts";
import { faultSchedule } from "../fakes/_server.ts";
import { holding, hosted, KEYS, offline, serveHosted, textOf, TOLD } from "./_hosted.ts";
import { answerTo, askingAbout, ITEMS, PIPELINE, rowsOf } from "./_hosted_pipeline.ts";

function write(directory: string, name: string, text: string): string {
  const path = join(directory, name);
  Deno.writeTextFileSync(path, text.replaceAll("DIR", directory));
  return path;
}

/** What so many answers of a model cost. */
function costOf(model: string, answers: number, price: Price = priceOfModel(modelIdOf(model))!): number {
  return answers * (TOLD.input * price.input + TOLD.output * price.output) / 1e6;
}

/** What the steps of the folder's newest run put out. */
function outputsFolder(directory: string): string {
  const runs = join(directory, "workspace", "runs");
  return join(runs, Array.from(Deno.readDirSync(runs), ({ name }) => name).sort().at(-1)!, "outputs");
}

/** What each exchange of the folder's newest run cost. */
function costsOf(directory: string): number[] {
  const lines = Deno.readTextFileSync(join(outputsFolder(directory), "..", "spending.jsonl")).trim().split("\n");
  return lines.map((line) => JSON.parse(line).cost);
}

function near(actual: number, expected: number): void {
  assert(Math.abs(actual - expected) < 1e-12, `${actual} is not ${expected}`);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

Deno.test("a pipeline asks the three providers, and its cost is that of the price table", async () => {
  await using fakes = serveHosted({ answer: answerTo });
  await inTempDir(async (directory) => {
    write(directory, "items.csv", ITEMS);
    const pipeline = write(directory, "hosted.yaml", PIPELINE);
    const out = join(directory, "out");
    const said = await hosted(directory, ["run", pipeline, "--out", out], { fakes });
    assertEquals(said.code, 0, said.stderr);
    assertStringIncludes(said.stdout, "gate gate: pass");
    assertStringIncludes(Deno.readTextFileSync(join(out, "report.md")), "Hosted, said indeed");
    assertEquals(fakes.violations, []);
    assertEquals([fakes.openai.count, fakes.google.count, fakes.anthropic.count], [4, 1, 5]);
    const asked = fakes.anthropic.calls[0].body as Record<string, unknown>;
    assertEquals(asked.model, "claude-sonnet-5-5");
    assertStringIncludes(JSON.stringify(asked), "verdict");
    const expected = costOf("openai/gpt-5.4-mini", 4) + costOf("gemini-3.5-flash", 1) + costOf("sonnet", 1) +
      costOf("opus", 4);
    near(sum(costsOf(directory)), expected);
    const last = await hosted(directory, ["runs", "last"]);
    assertStringIncludes(last.stdout.split("\n")[0], `9 of 9 steps done, ${formatDollars(expected)}, exit code 0`);

    // The same run again finds all answers in the cache.
    const before = fakes.count;
    assertEquals((await hosted(directory, ["run", pipeline, "--out", out], { fakes })).code, 0);
    assertEquals(fakes.count, before);
  });
});

Deno.test("a run stops before it costs more than it may, and goes on without asking anything twice", async () => {
  const [rows, limit] = [40, 0.0027];
  await using fakes = serveHosted();
  await inTempDir(async (directory) => {
    const pipeline = write(directory, "rows.yaml", askingAbout(write(directory, "rows.csv", rowsOf(rows)), "sonnet"));
    const out = join(directory, "out");
    const stopped = await hosted(directory, ["run", pipeline, "--out", out, "--max-cost", `${limit}`], { fakes });
    assertEquals(stopped.code, 5, stopped.stderr);
    assertStringIncludes(stopped.stderr, "--resume");
    const answered = fakes.count;
    assert(answered > 5 && answered < rows, `${answered} were asked`);
    near(sum(costsOf(directory)), costOf("sonnet", answered));
    assert(sum(costsOf(directory)) <= limit, `it cost ${sum(costsOf(directory))}`);
    const again = await hosted(directory, ["run", "--resume", "last", "--max-cost", "1"], { fakes });
    assertEquals(again.code, 0, again.stderr);
    const asked = fakes.anthropic.calls.map(textOf);
    assertEquals([asked.length, new Set(asked).size], [rows, rows]);
    near(sum(costsOf(directory)), costOf("sonnet", rows));
  });
});

Deno.test("with a fifth of the calls failing every row has an answer or a reason, and none is asked again once answered", async () => {
  const rows = 100;
  const heal = ["429", "429-retry-after", "500", "503", "529", "reset", "reset-mid-body", "truncated-json"] as const;
  await using fakes = serveHosted({
    answer: (text) => `re ${text}`,
    faults: {
      anthropic: faultSchedule(4, 0.2, [...heal, "wrong-content-type"]),
      google: faultSchedule(5, 0.2, [...heal, "empty", "refusal"]),
      openai: faultSchedule(6, 0.2, [...heal, "empty"]),
    },
  });
  await inTempDir(async (directory) => {
    const csv = write(directory, "rows.csv", rowsOf(rows));
    const models = { anthropic: "sonnet", google: "gemini-3.5-flash", openai: "openai/gpt-5.4-mini" } as const;
    const steps = Object.entries(models).map(([name, model]) =>
      `  - { name: ${name}, type: generate, model: ${model}, input: "{{ steps.load.frame }}", max_concurrency: 25,` +
      ` prompt: "About {row.text}", max_output_tokens: 50 }\n`
    );
    const pipeline = write(
      directory,
      "faults.yaml",
      `name: faults\nsteps:\n  - { name: load, type: load, path: "${csv}" }\n${steps.join("")}`,
    );
    const args = ["run", pipeline, "--out", join(directory, "out")];
    const said = await hosted(directory, args, { fakes });
    assertEquals(said.code, 0, said.stderr);
    assertEquals(fakes.violations, []);
    let [answered, told, expected] = [0, 0, 0];
    for (const name of ["anthropic", "google", "openai"] as const) {
      const { frame } = load(join(outputsFolder(directory), name, "frame.parquet"));
      assertEquals(frame.height, rows);
      const { calls } = fakes[name];
      const arrived = calls.filter(({ fault }) => fault === null || fault === "empty" || fault === "refusal");
      // Nothing is asked again once its answer has arrived whole.
      const texts = arrived.map((call) => textOf(call).slice("About ".length));
      assertEquals(new Set(texts).size, texts.length);
      assert(texts.length > rows * 0.95, `only ${texts.length} arrived`);
      assert(calls.length > rows * 1.1, `only ${calls.length} calls`);
      expected += costOf(models[name], texts.length);
      for (const { text, answer, failure, reason } of frame.toRecords() as Record<string, string | null>[]) {
        if (failure === null) assertEquals([answer, reason], [`re About ${text}`, null]);
        else assert(answer === null && (reason ?? "").length > 10, `${text} has no reason`);
        failure === null ? answered++ : told++;
      }
      const good = new Set(texts.filter((_, i) => arrived[i].fault === null));
      const records = frame.toRecords();
      const wrong = records.filter(({ text, failure }) => (failure === null) !== good.has(text as string));
      assertEquals(wrong, []);
    }
    assertEquals(answered + told, 3 * rows);
    assert(told > 0, "none was refused");
    near(sum(costsOf(directory)), expected);
  });
});

Deno.test("a recorded run is repeated byte for byte without network and keys, and a new question shows the nearest", async () => {
  await using fakes = serveHosted({ answer: answerTo });
  await inTempDir(async (directory) => {
    write(directory, "items.csv", ITEMS);
    const pipeline = write(directory, "hosted.yaml", PIPELINE);
    const cassette = join(directory, "answers.jsonl");
    const [first, second] = ["recorded", "replayed"].map((name) => join(directory, name));
    for (const folder of [first, second]) Deno.mkdirSync(folder);
    const out = join(directory, "out");
    const args = ["run", pipeline, "--out", out];
    const recorded = await hosted(first, [...args, "--record", cassette], { fakes, also: directory });
    assertEquals(recorded.code, 0, recorded.stderr);
    const [asked, report] = [fakes.count, stateOf(out)];
    assertEquals(Deno.readTextFileSync(cassette).trim().split("\n").length, asked + 1);

    Deno.removeSync(out, { recursive: true });
    const replayed = await offline(second, [...args, "--replay", cassette], { also: directory });
    assertEquals(replayed.code, 0, replayed.stderr);
    assertEquals(fakes.count, asked);
    assert(Object.hasOwn(report, "manifest.json"));
    assertEquals(stateOf(out), report);
    assertEquals(stateOf(outputsFolder(second)), stateOf(outputsFolder(first)));
    near(sum(costsOf(second)), sum(costsOf(first)));

    const other = write(directory, "other.yaml", PIPELINE.replace("Judge the words.", "Judge these words."));
    const missed = await offline(second, ["run", other, "--out", out, "--replay", cassette], {
      also: directory,
    });
    assertEquals(missed.code, 2, missed.stderr);
    for (const line of ["Judge the words.", "Judge these words.", "the nearest recorded request"]) {
      assertStringIncludes(missed.stderr, line);
    }
  });
});

Deno.test("a cassette with a passphrase holds no word in the clear, and opens with that passphrase alone", async () => {
  await using fakes = serveHosted({ answer: (text) => `the answer about ${text}` });
  await inTempDir(async (directory) => {
    const csv = write(directory, "rows.csv", rowsOf(5));
    const pipeline = write(directory, "rows.yaml", askingAbout(csv, "sonnet"));
    const cassette = join(directory, "sealed.jsonl");
    const passphrase = "four horses eat oats";
    const args = ["run", pipeline, "--out", join(directory, "out")];
    const run = (kind: string, word: string) =>
      hosted(directory, [...args, kind, cassette], {
        env: { ...(kind === "--record" ? fakes.env : {}), ASSAY_CASSETTE_PASSPHRASE: word },
        ...(kind === "--record" ? { fakes } : {}),
      });
    assertEquals((await run("--record", passphrase)).code, 0);
    const text = Deno.readTextFileSync(cassette);
    assertEquals(text.trim().split("\n").length, 6);
    for (const word of ["answer about", "item 1", passphrase]) assertFalse(text.includes(word), word);
    assertEquals((await run("--replay", passphrase)).code, 0);
    for (const [word, problem] of [["", "passphrase is needed"], ["three horses", "not the one"]]) {
      const said = await run("--replay", word);
      assertEquals(said.code, 2);
      assertStringIncludes(said.stderr, problem);
    }
    assertEquals(fakes.count, 5);
    assertEquals(holding(directory, [passphrase]), []);
  });
});

Deno.test("keys reach no file, though providers quote them in errors", async () => {
  await using fakes = serveHosted();
  const quote = ({ headers }: { headers: Headers }) =>
    Response.json({ error: { type: "authentication_error", message: JSON.stringify([...headers]) } }, { status: 401 });
  await using anthropic = serveAnthropic({ answer: ({ call }) => ({ response: quote(call) }) });
  await using openai = serveOpenAI(quote);
  await inTempDir(async (directory) => {
    const csv = write(directory, "rows.csv", rowsOf(3));
    const more = ["sonnet", "openai/gpt-5.4-mini"].map((model, i) =>
      `  - { name: fails_${i}, type: generate, model: ${model}, prompt: Hello, on_error: continue }\n`
    );
    const pipeline = write(directory, "rows.yaml", askingAbout(csv, "gemini-3.5-flash", more.join("")));
    const cassette = join(directory, "c.jsonl");
    const said = await hosted(
      directory,
      ["run", pipeline, "--out", join(directory, "out"), "--record", cassette, "--log-level", "debug"],
      {
        fakes: {
          ...fakes,
          hosts: [fakes.google, anthropic, openai].map(({ url }) => new URL(url).host).join(","),
          env: { ...fakes.env, ANTHROPIC_BASE_URL: anthropic.url, OPENAI_BASE_URL: `${openai.url}/v1` },
        },
      },
    );
    assertEquals([anthropic.count, openai.count, fakes.google.count], [1, 1, 3], said.stderr);
    const journal = Deno.readTextFileSync(join(outputsFolder(directory), "..", "journal.jsonl"));
    for (const part of ["401", "***"]) assertStringIncludes(journal, part);
    assertEquals(holding(directory, Object.values(KEYS)), []);
    for (const key of Object.values(KEYS)) assertFalse((said.stdout + said.stderr).includes(key));
  });
});

Deno.test("a server on this machine needs no key, and costs what the user's prices say", async () => {
  await using fakes = serveHosted();
  await inTempDir(async (directory) => {
    const csv = write(directory, "rows.csv", rowsOf(4));
    const pipeline = write(directory, "rows.yaml", askingAbout(csv, "openai/llama3.2:3b"));
    const settings = write(directory, "models.yaml", "prices: { 'openai/llama3.2:3b': { input: 1, output: 3 } }\n");
    const args = ["run", pipeline, "--out", join(directory, "out")];
    const run = (...more: string[]) =>
      hosted(directory, [...args, ...more], { fakes, env: { OPENAI_API_KEY: "", ANTHROPIC_API_KEY: "" } });
    const unpriced = await run("--max-cost", "1");
    assertEquals([unpriced.code, fakes.count], [2, 0], unpriced.stderr);
    assertEquals((await run("--max-cost", "1", "--models", settings)).code, 0);
    near(sum(costsOf(directory)), 4 * (TOLD.input + 3 * TOLD.output) / 1e6);
    assertEquals(fakes.openai.calls.map(({ headers }) => headers.get("authorization")), Array(4).fill(null));

    const refused = await offline(directory, [...args.with(1, write(directory, "s.yaml", askingAbout(csv, "sonnet")))]);
    assertEquals(refused.code, 2);
    assertStringIncludes(refused.stderr, "deno task hosted run");
    const { OPENAI_BASE_URL } = fakes.env;
    const unreachable = await hosted(directory, [...args, "--no-cache"], { env: { OPENAI_BASE_URL } });
    assertEquals(unreachable.code, 2);
    assertStringIncludes(unreachable.stderr, `--allow-net=${new URL(OPENAI_BASE_URL).host} lib/cli/main.ts run`);
  });
});
