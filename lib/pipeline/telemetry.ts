import type { Attributes, Span } from "@opentelemetry/api";
import { AssayError } from "../core/assay_error.ts";
import { maskSecrets } from "../core/mask_secrets.ts";

/** What a span may say about its work: names, numbers and kinds, never prompts or answers. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** A span while its work goes on. */
export interface TelemetrySpan {
  /** Adds attributes; later values replace earlier ones. */
  set(attributes: SpanAttributes): void;
}

/** One call of a model. */
export interface ModelCall {
  /** Who serves the model: "anthropic", "gemini", "openai", "local". */
  readonly provider: string;
  /** The model that was asked for, without its provider. */
  readonly model: string;
  /** The model that answered, default the one asked for. */
  readonly responseModel?: string;
  /** What was asked of it, default "chat". */
  readonly operation?: "chat" | "embeddings";
  /** Tokens of the request, where they are known. */
  readonly inputTokens?: number;
  /** Tokens of the answer, where they are known. */
  readonly outputTokens?: number;
  /** How long it took, in seconds. */
  readonly seconds: number;
  /** What went wrong; only its kind is told. */
  readonly error?: unknown;
  /** The span of the call, which gets tokens and answering model. */
  readonly span?: TelemetrySpan;
}

/** Spans and metrics, or nothing at all when nobody collects them. */
export interface Telemetry {
  /** Whether spans and metrics go anywhere. */
  readonly isOn: boolean;
  /** Does some work inside a span, below the span that is active; an error ends the span with its kind and is thrown on. */
  span<T>(name: string, attributes: SpanAttributes, work: (span: TelemetrySpan) => Promise<T>): Promise<T>;
  /** Counts one call of a model: its tokens and its duration. */
  recordCall(call: ModelCall): void;
}

const SCOPE = "assay";
const MOST_TEXT = 256;
// The bounds that the GenAI conventions give.
const TOKEN_BOUNDS = Array.from({ length: 14 }, (_, i) => 4 ** i);
const SECOND_BOUNDS = Array.from({ length: 14 }, (_, i) => 2 ** i / 100);
const PROVIDERS: Readonly<Record<string, string>> = { claude: "anthropic", gemini: "gcp.gemini", google: "gcp.gemini" };
const OFF: Telemetry = { isOn: false, span: (_name, _attributes, work) => work({ set() {} }), recordCall() {} };

/**
 * Whether somebody collects telemetry: Deno itself with `OTEL_DENO=true`, or a program that has set up OpenTelemetry. It
 * needs no permission, where the environment may not be read.
 *
 * @returns true when spans and metrics would go somewhere
 */
export function hasTelemetry(): boolean {
  return Symbol.for("opentelemetry.js.api.1") in globalThis;
}

/**
 * Opens spans and metrics as OpenTelemetry's conventions for generative AI name them, through its API alone; the exporter is
 * Deno's own (`OTEL_DENO=true`, `OTEL_EXPORTER_OTLP_ENDPOINT`) and needs no permission.
 *
 * Spans are called "pipeline NAME", "step NAME" and "chat MODEL". Of errors only the kind is told, because a message may
 * quote a prompt or an answer; the run's log has the message. Metrics: the histograms `gen_ai.client.token.usage` and
 * `gen_ai.client.operation.duration`. The package is loaded only when enabled.
 *
 * @param options `enabled`, default {@linkcode hasTelemetry}; `secrets` that no attribute may hold
 * @returns the telemetry; when not enabled, `span` does the work and nothing else
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const telemetry = await openTelemetry({ enabled: false });
 * assertEquals(await telemetry.span("step load", { "assay.step.type": "load" }, () => Promise.resolve(7)), 7);
 * ```
 */
export async function openTelemetry(
  options: { enabled?: boolean; secrets?: readonly string[] } = {},
): Promise<Telemetry> {
  const { enabled = hasTelemetry(), secrets = [] } = options;
  if (!enabled) return OFF;
  const { metrics, SpanKind, SpanStatusCode, trace } = await import("@opentelemetry/api");
  const tracer = trace.getTracer(SCOPE);
  const meter = metrics.getMeter(SCOPE);
  const tokens = meter.createHistogram("gen_ai.client.token.usage", {
    description: "Number of input and output tokens used",
    unit: "{token}",
    advice: { explicitBucketBoundaries: TOKEN_BOUNDS },
  });
  const duration = meter.createHistogram("gen_ai.client.operation.duration", {
    description: "GenAI operation duration",
    unit: "s",
    advice: { explicitBucketBoundaries: SECOND_BOUNDS },
  });
  const safe = (attributes: SpanAttributes): Attributes => safeAttributes(attributes, secrets);

  const endWithError = (span: Span, error: unknown) => {
    const type = errorType(error);
    span.recordException({ name: type });
    span.setAttribute("error.type", type);
    span.setStatus({ code: SpanStatusCode.ERROR, message: type });
  };
  return {
    isOn: true,
    span(name, attributes, work) {
      const kind = Object.hasOwn(attributes, "gen_ai.operation.name") ? SpanKind.CLIENT : SpanKind.INTERNAL;
      const begun = { kind, attributes: safe(attributes) };
      return tracer.startActiveSpan(safeText(name, secrets), begun, async (span) => {
        try {
          return await work({ set: (more) => void span.setAttributes(safe(more)) });
        } catch (error) {
          endWithError(span, error);
          throw error;
        } finally {
          span.end();
        }
      });
    },
    recordCall(call) {
      const { responseModel = call.model, inputTokens, outputTokens, seconds, error } = call;
      const failed: SpanAttributes = error === undefined ? {} : { "error.type": errorType(error) };
      const answered: SpanAttributes = error === undefined ? { "gen_ai.response.model": responseModel } : {};
      const shared = safe({ ...callAttributes(call), ...answered });
      if (isCount(seconds)) duration.record(seconds, { ...shared, ...failed });
      if (isCount(inputTokens)) tokens.record(inputTokens, { ...shared, "gen_ai.token.type": "input" });
      if (isCount(outputTokens)) tokens.record(outputTokens, { ...shared, "gen_ai.token.type": "output" });
      call.span?.set({
        ...answered,
        ...(isCount(inputTokens) ? { "gen_ai.usage.input_tokens": inputTokens } : {}),
        ...(isCount(outputTokens) ? { "gen_ai.usage.output_tokens": outputTokens } : {}),
      });
    },
  };
}

/**
 * The attributes of a call of a model, for its span "chat MODEL".
 *
 * @param call provider, model and operation
 * @returns operation, provider (also under the older name `gen_ai.system`) and model
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(callAttributes({ provider: "gemini", model: "m" })["gen_ai.provider.name"], "gcp.gemini");
 * ```
 */
export function callAttributes(call: Pick<ModelCall, "provider" | "model" | "operation">): SpanAttributes {
  const provider = Object.hasOwn(PROVIDERS, call.provider) ? PROVIDERS[call.provider] : call.provider;
  return {
    "gen_ai.operation.name": call.operation ?? "chat",
    "gen_ai.provider.name": provider,
    "gen_ai.system": provider,
    "gen_ai.request.model": call.model,
  };
}

function errorType(error: unknown): string {
  if (error instanceof AssayError) return error.code;
  return error instanceof Error && /^\w{1,64}$/.test(error.name) ? error.name : "_OTHER";
}

function isCount(value: number | undefined): value is number {
  return value !== undefined && Number.isFinite(value) && value >= 0;
}

function safeAttributes(attributes: SpanAttributes, secrets: readonly string[]): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      typeof value === "string" ? safeText(value, secrets) : value,
    ]),
  );
}

/** Names are short; what is longer is none and could be content. */
function safeText(text: string, secrets: readonly string[]): string {
  const masked = maskSecrets(text, secrets);
  return masked.length <= MOST_TEXT ? masked : `${masked.slice(0, MOST_TEXT - 1)}…`;
}
