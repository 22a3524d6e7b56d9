import { assert, assertEquals } from "@std/assert";
import { frameOf } from "../../lib/data/frame.ts";
import { askRows } from "../../lib/workbench/ask_rows.ts";
import { limiters } from "../../lib/models/limiters.ts";
import { modelIdOf } from "../../lib/models/model_names.ts";
import { modelOpener } from "../../lib/models/open_hosted.ts";
import { batchPrice, priceOfModel } from "../../lib/models/prices.ts";
import { openMeter, type Spending } from "../../lib/pipeline/meter.ts";
import { openCache } from "../../lib/pipeline/open_cache.ts";
import { serveAnthropic } from "../fakes/_anthropic.ts";
import type { BatchOutcome } from "../fakes/_anthropic_batches.ts";
import { serveGoogle } from "../fakes/_google.ts";
import { serveOpenAI } from "../fakes/_openai.ts";
import { type FakeServer, type Fault, faultSchedule } from "../fakes/_server.ts";
import { KEYS, textOf, TOLD } from "./_hosted.ts";

const ROWS = 5000;
/** Everything that may go wrong; what hangs or drips is given up after the time of a call. */
const KINDS: readonly Fault[] = [
  ...["429", "429-retry-after", "500", "503", "529", "reset", "reset-mid-body", "truncated-json"] as const,
  ...["wrong-content-type", "empty", "refusal"] as const,
];
const FEW_THAT_WAIT: readonly Fault[] = [...KINDS, ...KINDS, ...KINDS, "hang", "slow-drip"];
const say = (text: string) => `re ${text}`;

const VENDORS: Record<string, { model: string; serve: (faults: ReturnType<typeof faultSchedule>) => FakeServer }> = {
  anthropic: {
    model: "sonnet",
    serve: (faults) =>
      serveAnthropic({
        faults,
        retryAfterSeconds: 0.01,
        answer: ({ prompt }) => ({
          text: say(prompt),
          usage: { input_tokens: TOLD.input, output_tokens: TOLD.output },
        }),
      }),
  },
  google: {
    model: "gemini-3.5-flash",
    serve: (faults) =>
      serveGoogle((call) => ({ parts: [{ text: say(textOf(call)) }] }), { faults, retryAfterSeconds: 0.01 }),
  },
  openai: {
    model: "openai/gpt-5.4-mini",
    serve: (faults) => serveOpenAI((call) => ({ pieces: [say(textOf(call))] }), { faults, retryAfterSeconds: 0.01 }),
  },
};

/** Asks about the rows with what a run has: policy, meter, cache. */
async function askAbout(rows: number, server: FakeServer, options: { model: string; batch?: boolean }) {
  const spent: Spending[] = [];
  const env: Record<string, string> = {
    ...KEYS,
    ANTHROPIC_BASE_URL: server.url,
    GOOGLE_BASE_URL: server.url,
    OPENAI_BASE_URL: `${server.url}/v1`,
  };
  const open = modelOpener({
    env: (name) => env[name],
    limiters: limiters(),
    policy: { baseDelaySeconds: 0.01, maxDelaySeconds: 0.05, timeoutSeconds: 2, maxRetries: 12 },
  });
  const meter = openMeter(undefined, { onSpend: (spending) => spent.push(spending) });
  using cache = openCache(":memory:");
  const asked = await askRows({
    ...options,
    input: frameOf({ text: Array.from({ length: rows }, (_, i) => `item ${i}`) }),
    prompt: "About {row.text}",
    maxOutputTokens: 50,
    maxConcurrency: 100,
    cache,
    open: (id) => meter.wrap(open(id), "ask"),
  });
  return { ...asked, spent, rows: asked.frame.toRecords() as Record<string, string | null>[] };
}

const cost = (spent: readonly Spending[]) => spent.reduce((sum, { cost }) => sum + cost!, 0);

for (const [name, { model, serve }] of Object.entries(VENDORS)) {
  Deno.test(`${name}: of ${ROWS} items with a fifth of the calls failing each has its answer or its reason, at the exact cost`, async () => {
    await using server = serve(faultSchedule(8, 0.2, FEW_THAT_WAIT));
    const { rows, failed, spent } = await askAbout(ROWS, server, { model });
    assertEquals([rows.length, server.violations], [ROWS, []]);
    // An answer that is empty or refused has arrived, and is paid for.
    const isWhole = (fault: Fault | null) => fault === null || fault === "empty" || fault === "refusal";
    const whole = server.calls.filter(({ fault }) => isWhole(fault));
    const texts = whole.map((call) => textOf(call).slice("About ".length));
    assertEquals(new Set(texts).size, texts.length, "something was asked again that had been answered");
    assertEquals(texts.length, ROWS);
    assert(server.calls.length > ROWS * 1.1, `only ${server.calls.length} calls`);
    const told = new Set(whole.filter(({ fault }) => fault !== null).map((call) => textOf(call).slice(6)));
    for (const { text, answer, failure, reason } of rows) {
      if (told.has(text!)) assert(answer === null && failure !== null && reason!.length > 10, `${text} has no reason`);
      else assertEquals([answer, failure, reason], [say(`About ${text}`), null, null]);
    }
    assertEquals([failed, spent.length], [told.size, ROWS]);
    const price = priceOfModel(modelIdOf(model))!;
    const tokens = spent.reduce((sum, { inputTokens, outputTokens }) => [sum[0] + inputTokens, sum[1] + outputTokens], [
      0,
      0,
    ]);
    assert(Math.abs(cost(spent) - (tokens[0] * price.input + tokens[1] * price.output) / 1e6) < 1e-9);
    assertEquals(tokens, [ROWS * TOLD.input, ROWS * TOLD.output]);
  });
}

Deno.test(`batches: of ${ROWS} items, of which a fifth expires, fails or is canceled and all come twice, each has its answer once`, async () => {
  const outcomes = faultSchedule(5, 0.2, KINDS);
  const ends: BatchOutcome[] = ["expired", "errored", "canceled"];
  await using server = serveAnthropic({
    answer: ({ prompt }) => ({ text: say(prompt), usage: { input_tokens: TOLD.input, output_tokens: TOLD.output } }),
    batch: {
      twice: true,
      outcome: (customId, batch) => {
        const at = Number(customId.split("_").at(-1));
        return batch === 0 && outcomes.at(at) !== null ? ends[at % 3] : "succeeded";
      },
    },
  });
  const { rows, spent } = await askAbout(ROWS, server, { model: "sonnet", batch: true });
  const sizes = server.calls.filter(({ method, path }) => method === "POST" && path === "/v1/messages/batches")
    .map(({ body }) => (body as { requests: unknown[] }).requests.length);
  const again = Array.from({ length: ROWS }, (_, at) => outcomes.at(at)).filter((fault) => fault !== null).length;
  assertEquals([sizes, server.violations], [[ROWS, again], []]);
  for (const { text, answer } of rows) assertEquals(answer, say(`About ${text}`));
  const price = batchPrice(priceOfModel("anthropic/claude-sonnet-5-5"))!;
  const one = (TOLD.input * price.input + TOLD.output * price.output) / 1e6;
  assertEquals(spent.length, ROWS);
  assert(Math.abs(cost(spent) - ROWS * one) < 1e-9);
});
