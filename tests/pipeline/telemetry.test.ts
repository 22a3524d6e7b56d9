import { assert, assertEquals, assertFalse, assertRejects } from "@std/assert";
import { hasTelemetry, openTelemetry } from "../../lib/pipeline/telemetry.ts";

type Value = { stringValue?: string; intValue?: string | number; doubleValue?: number; boolValue?: boolean };
type Pairs = { key: string; value: Value }[];
interface Span {
  name: string;
  kind: number;
  traceId: string;
  spanId: string;
  parentSpanId: string;
  attributes: Pairs;
  events: { name: string; attributes: Pairs }[];
  status: { code?: number; message?: string };
}
interface Metric {
  name: string;
  unit: string;
  histogram?: { dataPoints: { attributes: Pairs; count: string | number; sum: number; explicitBounds: number[] }[] };
}

/** What arrives at a collector when a program is run with Deno's exporter, and with no permission but to read. */
async function collected(program: string): Promise<{ spans: Span[]; metrics: Metric[]; raw: string }> {
  const bodies: string[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    bodies.push(await request.text());
    return Response.json({});
  });
  const folder = Deno.makeTempDirSync();
  try {
    const module = new URL("../../lib/pipeline/telemetry.ts", import.meta.url).href;
    const errors = new URL("../../lib/core/assay_error.ts", import.meta.url).href;
    const config = new URL("../../deno.json", import.meta.url).pathname;
    Deno.writeTextFileSync(
      `${folder}/main.ts`,
      `import { callAttributes, hasTelemetry, openTelemetry } from "${module}";\n` +
        `import { AssayError } from "${errors}";\n${program}`,
    );
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-q", "--no-prompt", "--no-check", "--allow-read", "--config", config, `${folder}/main.ts`],
      cwd: new URL("../../", import.meta.url).pathname,
      env: {
        OTEL_DENO: "true",
        OTEL_DENO_CONSOLE: "ignore",
        OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(server.addr as Deno.NetAddr).port}`,
      },
    }).output();
    assertEquals(code, 0, new TextDecoder().decode(stderr));
  } finally {
    await server.shutdown();
    Deno.removeSync(folder, { recursive: true });
  }
  const parsed = bodies.map((body) => JSON.parse(body));
  return {
    spans: parsed.flatMap(({ resourceSpans = [] }) => resourceSpans)
      .flatMap(({ scopeSpans }) => scopeSpans).filter(({ scope }) => scope.name === "assay")
      .flatMap(({ spans }) => spans),
    metrics: parsed.flatMap(({ resourceMetrics = [] }) => resourceMetrics)
      .flatMap(({ scopeMetrics }) => scopeMetrics).filter(({ scope }) => scope.name === "assay")
      .flatMap(({ metrics }) => metrics),
    raw: bodies.join("\n"),
  };
}

const told = (pairs: Pairs) =>
  Object.fromEntries(pairs.map(({ key, value }) => {
    const number = value.intValue ?? value.doubleValue;
    return [key, value.stringValue ?? value.boolValue ?? Number(number)];
  }));

Deno.test("spans of a run arrive at a collector with names, parents, kinds and attributes, and metrics beside them", async () => {
  const { spans, metrics } = await collected(`
    if (!hasTelemetry()) throw new Error("not seen");
    const telemetry = await openTelemetry();
    const chat = (model, inputTokens, outputTokens, seconds) => {
      const call = { provider: "claude", model };
      return telemetry.span("chat " + model, callAttributes(call), async (span) => {
        await new Promise((resolve) => setTimeout(resolve, 1));
        telemetry.recordCall({ ...call, responseModel: model + "-1", inputTokens, outputTokens, seconds, span });
      });
    };
    await telemetry.span("pipeline demo", { "assay.run.id": "x" }, async () => {
      await Promise.all([
        telemetry.span("step one", { "assay.step.type": "predict" }, async () => {
          await chat("small", 100, 10, 0.5);
          await chat("small", 300, 30, 1.5);
        }),
        telemetry.span("step two", {}, () => chat("large", undefined, undefined, 3)),
      ]);
    });
    telemetry.recordCall({ provider: "gemini", model: "g", seconds: 2, error: new AssayError("x", { code: "provider_failed" }) });
    Deno.exit(0);
  `);
  const byName = new Map(spans.map((span) => [span.name, span]));
  const parentOf = (name: string) => {
    const { parentSpanId } = byName.get(name)!;
    return spans.find(({ spanId }) => spanId === parentSpanId)?.name ?? null;
  };
  const names = ["chat large", "chat small", "pipeline demo", "step one", "step two"];
  assertEquals([...byName.keys()].sort(), names);
  assertEquals(spans.length, 6);
  assertEquals(names.map(parentOf), ["step two", "step one", null, "pipeline demo", "pipeline demo"]);
  assertEquals(new Set(spans.map(({ traceId }) => traceId)).size, 1);
  // 1 is internal, 3 is client.
  assertEquals(names.map((name) => byName.get(name)!.kind), [3, 3, 1, 1, 1]);
  assertEquals(told(byName.get("pipeline demo")!.attributes), { "assay.run.id": "x" });
  assertEquals(told(byName.get("chat large")!.attributes), {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "anthropic",
    "gen_ai.system": "anthropic",
    "gen_ai.request.model": "large",
    "gen_ai.response.model": "large-1",
  });
  assertEquals(
    spans.filter(({ name }) => name === "chat small").map(({ attributes }) => told(attributes))
      .map((one) => [one["gen_ai.usage.input_tokens"], one["gen_ai.usage.output_tokens"]]),
    [[100, 10], [300, 30]],
  );

  const points = (name: string) => {
    const { unit, histogram } = metrics.findLast((metric) => metric.name === name)!;
    return histogram!.dataPoints.map(({ attributes, count, sum, explicitBounds }) => {
      const { "gen_ai.request.model": model, "gen_ai.token.type": type, "error.type": error, ...rest } = told(
        attributes,
      );
      assertEquals(rest["gen_ai.operation.name"], "chat");
      assertEquals(rest["gen_ai.system"], rest["gen_ai.provider.name"]);
      return [unit, model, type ?? error ?? null, Number(count), sum, explicitBounds.length];
    }).sort();
  };
  assertEquals(points("gen_ai.client.token.usage"), [["{token}", "small", "input", 2, 400, 14], [
    "{token}",
    "small",
    "output",
    2,
    40,
    14,
  ]]);
  assertEquals(points("gen_ai.client.operation.duration"), [
    ["s", "g", "provider_failed", 1, 2, 14],
    ["s", "large", null, 1, 3, 14],
    ["s", "small", null, 2, 2, 14],
  ]);
});

Deno.test("an error ends its spans with its kind, and neither prompt, answer nor secret leaves the program", async () => {
  const { spans, raw } = await collected(`
    const telemetry = await openTelemetry({ enabled: true, secrets: ["hunter2"] });
    const failing = (error) => telemetry.span("step hunter2", { who: "hunter2", long: "a".repeat(999) }, () => {
      return Promise.reject(error);
    }).catch((caught) => { if (caught !== error) throw new Error("changed"); });
    await failing(new AssayError("Cannot ask: PROMPT", { problems: ["ANSWER"], code: "provider_failed" }));
    await failing(new TypeError("PROMPT"));
    await failing("PROMPT");
    await telemetry.span("step sync", {}, () => { throw new RangeError("PROMPT"); }).catch(() => {});
  `);
  assertEquals(spans.map(({ name }) => name), ["step ***", "step ***", "step ***", "step sync"]);
  const types = ["provider_failed", "TypeError", "_OTHER", "RangeError"];
  // 2 is an error.
  assertEquals(spans.map(({ status }) => [status.code, status.message]), types.map((type) => [2, type]));
  assertEquals(spans.map(({ attributes }) => told(attributes)["error.type"]), types);
  assertEquals(
    spans.map(({ events }) => told(events[0].attributes)),
    types.map((type) => ({ "exception.type": type })),
  );
  assertEquals(told(spans[0].attributes).who, "***");
  assertEquals(String(told(spans[0].attributes).long).length, 256);
  for (const word of ["PROMPT", "ANSWER", "hunter2"]) assertFalse(raw.includes(word), word);
});

Deno.test("without a collector nothing is recorded, and work goes on as it is", async () => {
  assertFalse(hasTelemetry());
  for (const telemetry of [await openTelemetry(), await openTelemetry({ enabled: false })]) {
    assertFalse(telemetry.isOn);
    assertEquals(await telemetry.span("a", {}, (span) => Promise.resolve(span.set({ b: 1 }) ?? 7)), 7);
    await assertRejects(() => telemetry.span("a", {}, () => Promise.reject(new TypeError("as it was"))), TypeError);
    telemetry.recordCall({ provider: "local", model: "nearest", seconds: 1 });
  }
  const forced = await openTelemetry({ enabled: true });
  assertEquals(await forced.span("a", {}, () => Promise.resolve(8)), 8);
  forced.recordCall({ provider: "local", model: "nearest", seconds: NaN, inputTokens: -1 });
});

Deno.test("switched off it costs next to nothing, and does not load the package", async () => {
  const program = `
    import { openTelemetry } from ${JSON.stringify(new URL("../../lib/pipeline/telemetry.ts", import.meta.url).href)};
    const telemetry = await openTelemetry();
    for (let i = 0; i < 1e6; i++) telemetry.recordCall({ provider: "local", model: "m", seconds: 1 });
    console.log(telemetry.isOn);`;
  // No permission at all: loading the package would have to read it.
  const started = performance.now();
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-q",
      "--no-prompt",
      "--no-check",
      "--cached-only",
      "--no-npm",
      "data:application/typescript," + encodeURIComponent(program),
    ],
    cwd: new URL("../../", import.meta.url).pathname,
  }).output();
  assertEquals(new TextDecoder().decode(stdout), "false\n", new TextDecoder().decode(stderr));
  assert(performance.now() - started < 20_000);
});
