import { assert, assertEquals, assertLess, assertStringIncludes } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import type { Store } from "../../lib/core/store.ts";
import { problemsOf, runOf, type Work } from "./_engine.ts";

const outage = () =>
  new AssayError("Cannot reach the model", { code: "provider_failed", problems: ["503 overloaded"] });

/** Fails as often as asked, then gives what the step says. */
function failing(times: number, error: () => Error = outage): { work: Work; calls: () => number } {
  let calls = 0;
  const work: Work = ({ any }) => {
    if (any === "fine" || ++calls > times) return any;
    throw error();
  };
  return { work, calls: () => calls };
}

const step = (more: string) =>
  `steps: [{ name: a, type: do, any: value${more} }, { name: b, type: do, any: fine, condition: "a.value == 'value'" }]`;

Deno.test("an outage is tried again as often as asked, and the outcome tells the attempt", async () => {
  const { work, calls } = failing(2);
  const { outcomes, values } = await runOf(step(", retry: { max_attempts: 3 }"), { work });
  assertEquals([calls(), outcomes.a, values.a], [3, { status: "done", attempt: 3 }, "value"]);
  const less = failing(2);
  const { error, outcomes: told } = await runOf(step(", retry: { max_attempts: 2 }"), { work: less.work });
  assertEquals([less.calls(), told.a.status, told.b.status, error?.code], [2, "failed", "not run", "provider_failed"]);
});

Deno.test("pauses grow as the backoff says, up to the longest", async () => {
  for (
    const [backoff, expected] of [["fixed", [2, 2, 2, 2]], ["linear", [2, 4, 6, 7]], ["exponential", [
      2,
      4,
      7,
      7,
    ]]] as const
  ) {
    const slept: number[] = [];
    const retry = `{ max_attempts: 5, backoff: ${backoff}, base_delay_seconds: 2, max_delay_seconds: 7 }`;
    await runOf(step(`, retry: ${retry}`), {
      work: failing(9).work,
      run: { sleep: (seconds) => Promise.resolve(void slept.push(seconds)) },
    });
    assertEquals(slept, expected);
  }
});

Deno.test("bad input is not tried again, unless retry_on names it", async () => {
  const bad = () => new AssayError("Cannot read it", { problems: ["rate limit of nonsense"] });
  for (
    const [retryOn, error, expected] of [
      ["", bad, 1],
      [", retry_on: [rate_limit]", bad, 3],
      [", retry_on: [timeout]", bad, 1],
      [", retry_on: [OVERLOADED]", outage, 3],
      [", retry_on: [api_error]", outage, 3],
      [", retry_on: [api_error]", bad, 1],
      [
        ", retry_on: [rate_limit]",
        () => new AssayError("Cannot ask: 429 Too Many Requests", { code: "provider_failed" }),
        3,
      ],
    ] as const
  ) {
    const { work, calls } = failing(9, error);
    await runOf(step(`, retry: { max_attempts: 3${retryOn} }`), { work });
    assertEquals(calls(), expected, retryOn);
  }
});

Deno.test("a step's own timeout counts as one for retry_on", async () => {
  let calls = 0;
  const work: Work = ({ any }, { signal }) => {
    if (++calls > 1) return any;
    return new Promise((_, reject) => signal!.addEventListener("abort", () => reject(signal!.reason)));
  };
  const { outcomes } = await runOf(step(", timeout_seconds: 0.01, retry: { max_attempts: 2, retry_on: [timeout] }"), {
    work,
  });
  assertEquals([calls, outcomes.a.attempt], [3, 2]);
});

Deno.test("an interrupt during the pause ends the run at once", async () => {
  const controller = new AbortController();
  const start = performance.now();
  const run = runOf(step(", retry: { max_attempts: 3, base_delay_seconds: 3600, max_delay_seconds: 3600 }"), {
    work: failing(9).work,
    run: { signal: controller.signal, sleep: undefined, onRetry: () => setTimeout(() => controller.abort(), 5) },
  });
  assertEquals((await run).error?.code, "interrupted");
  assertLess(performance.now() - start, 1000);
});

Deno.test("a fallback of outputs stands for a failed step, which is degraded and keeps its reason", async () => {
  const { values, outcomes } = await runOf(step(', fallback: { value: "value", note: "from {{ step.name }}" }'), {
    work: failing(9).work,
  });
  assertEquals([values.a, values["a.note"], values.b], ["value", "from a", "fine"]);
  assertEquals(outcomes.a.status, "degraded");
  assertStringIncludes(outcomes.a.reason!, "503 overloaded");
  assertEquals((await runOf(step(", fallback: value"), { work: failing(9).work })).values.a, "value");
});

Deno.test("a fallback comes after the last attempt", async () => {
  const { work, calls } = failing(9);
  const { outcomes } = await runOf(step(", retry: { max_attempts: 3 }, fallback: value"), { work });
  assertEquals([calls(), outcomes.a.status], [3, "degraded"]);
});

Deno.test("a fallback of steps gives the outputs of its last step, and sees what the step itself could name", async () => {
  const more =
    ", fallback: [{ name: one, type: do, any: fine }, { name: two, type: do, any: fine, condition: \"one.value == 'fine'\" }]";
  const { values, outcomes } = await runOf(`steps: [{ name: a, type: do, any: value${more} }]`, {
    work: failing(9).work,
  });
  assertEquals([values.a, values["a.note"]], ["fine", "note of two"]);
  assertEquals(Object.keys(outcomes), ["a/fallback/one", "a/fallback/two", "a"]);
});

Deno.test("a fallback that fails fails the step with its own place", async () => {
  const { error } = await runOf("steps: [{ name: a, type: do, any: 1, fallback: [{ name: b, type: do, any: 2 }] }]", {
    work: failing(9).work,
  });
  assertStringIncludes(error!.message, 'x.yaml: steps[0] "a": fallback: steps[0] "b": Cannot reach the model');
});

const WRONG: readonly (readonly [string, string])[] = [
  ["type: do, fallback: { vlaue: 1 }", 'the step has no output "vlaue", did you mean "value"?'],
  ["type: do, on_error: fallback", '"on_error: fallback" needs a field "fallback"'],
  ["type: do, on_error: fail, fallback: 1", "contradicts"],
  ["type: frame, fallback: 3", '"frame" must be an earlier step\'s frame, received 3'],
  ["type: do, fallback: [{ name: f, type: frame }]", 'its last step must put out "value" (value)'],
  ["type: take, input: '{{ f0.frame }}', fallback: '{{ f0.frame }}'", '"value" must be plain data'],
];
for (const [fields, message] of WRONG) {
  Deno.test(`${fields} is refused`, () => {
    assertStringIncludes(problemsOf(`steps: [{ name: f0, type: frame }, { name: a, ${fields} }]`).join("\n"), message);
  });
}

Deno.test("a timeout cancels what runs inside of a step", async () => {
  let cancelled = 0;
  const work: Work = (_, { signal }) =>
    new Promise((_, reject) => signal!.addEventListener("abort", () => reject((cancelled++, signal!.reason))));
  const yaml =
    `steps: [{ name: each, type: for_loop, data_source: 5, parallel: true, break_on_error: false, timeout_seconds: 0.02,
    steps: [{ name: slow, type: do, retry: { max_attempts: 5 } }] }]`;
  const { error } = await runOf(yaml, { work });
  assertEquals([error?.code, cancelled], ["provider_failed", 5]);
  assertEquals(error?.message, 'x.yaml: steps[0] "each": Cannot finish within 0.02 s');
});

Deno.test("a timeout inside of a loop fails that step only, with on_error: continue", async () => {
  const work: Work = ({ any }, { signal }) =>
    any === 1 ? new Promise((_, reject) => signal!.addEventListener("abort", () => reject(signal!.reason))) : any;
  const yaml =
    `steps: [{ name: each, type: for_loop, data_source: 3, steps: [{ name: s, type: do, any: "{{ item }}", timeout_seconds: 0.02, on_error: continue }] }]`;
  const { error, outcomes } = await runOf(yaml, { work });
  assertEquals(error, null);
  assertEquals([0, 1, 2].map((i) => outcomes[`each[${i}]/s`].status), ["done", "failed", "done"]);
});

Deno.test("a timeout ends steps that never wait", async () => {
  const yaml = `variables: { n: 0 }\nsteps: [{ name: go, type: for_loop, data_source: 1000000, timeout_seconds: 0.05,
    steps: [{ name: s, type: set_variable, variables: { n: "{{ n + 1 }}" } }] }]`;
  const { error } = await runOf(yaml);
  assertStringIncludes(error!.message, "Cannot finish within 0.05 s");
});

Deno.test("an interrupt inside a parallel loop ends within a moment and tells the step", async () => {
  const controller = new AbortController();
  const work: Work = (_, { signal }) =>
    new Promise((_, reject) => signal!.addEventListener("abort", () => reject(signal!.reason)));
  const start = performance.now();
  setTimeout(() => controller.abort(), 10);
  const yaml =
    `steps: [{ name: each, type: for_loop, data_source: 1000, parallel: true, max_parallel: 100, break_on_error: false,
    steps: [{ name: slow, type: do, on_error: continue, fallback: 1 }] }]`.replace("on_error: continue, ", "");
  const { error } = await runOf(yaml, { work, run: { signal: controller.signal } });
  assertEquals(error?.code, "interrupted");
  assertStringIncludes(error!.message, 'Interrupted in step "slow"');
  assertLess(performance.now() - start, 1500);
});

Deno.test("an interrupt ends steps that never wait", async () => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 20);
  const yaml = `variables: { n: 0 }\nsteps: [{ name: go, type: for_loop, data_source: 1000000,
    steps: [{ name: s, type: set_variable, variables: { n: "{{ n + 1 }}" } }] }]`;
  const { error } = await runOf(yaml, { run: { signal: controller.signal } });
  assertEquals(error?.code, "interrupted");
});

/** A store in memory. */
function memory(): Store & { readonly held: Map<string, string> } {
  const held = new Map<string, string>();
  return { held, get: (key) => held.get(key), put: (key, text) => void held.set(key, text) };
}

Deno.test("what a step did to the world is not done again where it is kept, each iteration by itself", async () => {
  const effects = memory();
  let acts = 0;
  const work: Work = ({ any }) => {
    if (any === 2 && acts < 3) throw new AssayError("Cannot do it");
    acts++;
    return { did: any };
  };
  const yaml =
    `steps: [{ name: each, type: for_loop, data_source: 4, steps: [{ name: act, type: act, any: "{{ item }}" }] },
    { name: same, type: act, any: 0 }]`.replace("steps: [{ name: each", "max_parallel: 1\nsteps: [{ name: each");
  const first = await runOf(yaml, { work, run: { effects } });
  assertEquals([acts, first.error !== null], [2, true]);
  acts = 3;
  const { values, error } = await runOf(yaml, { work, run: { effects } });
  assertEquals([error, acts, effects.held.size], [null, 6, 5]);
  assertEquals((values.each as { act: { value: unknown } }[]).map(({ act }) => act.value), [{ did: 0 }, { did: 1 }, {
    did: 2,
  }, { did: 3 }]);
  await runOf(yaml.replace("any: 0", "any: 9"), { work, run: { effects } });
  assertEquals(acts, 7);
});

Deno.test("a failed attempt is no effect that is kept", async () => {
  const effects = memory();
  const { work, calls } = failing(1);
  await runOf("steps: [{ name: a, type: act, any: 1 }]", { work, run: { effects } });
  assert(effects.held.size === 0);
  assertEquals((await runOf("steps: [{ name: a, type: act, any: 1 }]", { work, run: { effects } })).values.a, 1);
  assertEquals(calls(), 2);
});
