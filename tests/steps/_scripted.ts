import { AssayError } from "../../lib/core/assay_error.ts";
import type { Store } from "../../lib/core/store.ts";
import type { ModelRequest } from "../../lib/models/model.ts";
import type { OpenedModel } from "../../lib/models/open_model.ts";
import { Reference } from "../../lib/pipeline/reference.ts";
import type { StepContext, StepType } from "../../lib/pipeline/step_type.ts";

/** What a scripted model says: a text, an error, or what a function makes of the request. */
export type Says = string | Error | ((request: ModelRequest, call: number) => string | Promise<string>);

/** A model failure, as providers report it. */
export function outage(problem = "503 overloaded"): AssayError {
  return new AssayError("Cannot reach the model", { code: "provider_failed", problems: [problem] });
}

/** Models by id, each with what it says call after call (the last for all further ones), and a record of what was asked. */
export function scripted(
  models: Record<string, Says | readonly Says[]>,
): { open: (id: string) => OpenedModel; asked: { model: string; request: ModelRequest }[] } {
  const asked: { model: string; request: ModelRequest }[] = [];
  const calls = new Map<string, number>();
  const open = (id: string): OpenedModel => {
    if (!Object.hasOwn(models, id)) {
      throw new AssayError("Cannot open the model", { problems: [`unknown model "${id}"`] });
    }
    const script = [models[id]].flat() as Says[];
    return {
      kind: "prompted",
      model: {
        id,
        async generate(request) {
          const call = calls.get(id) ?? 0;
          calls.set(id, call + 1);
          asked.push({ model: id, request });
          const says = script[Math.min(call, script.length - 1)];
          await Promise.resolve();
          if (says instanceof Error) throw says;
          const text = typeof says === "string" ? says : await says(request, call);
          return { text, model: id, usage: { inputTokens: 10, outputTokens: 2 } };
        },
      },
    };
  };
  return { open, asked };
}

/** A store in memory. */
export function memoryStore(): Store & { size: () => number } {
  const held = new Map<string, string>();
  return {
    get: (key) => held.get(key),
    put: (key, text) => void (held.has(key) || held.set(key, text)),
    size: () => held.size,
  };
}

/** Runs a step that asks models; frames may stand among the fields, as they do while a pipeline runs. */
export async function runModelStep(
  type: StepType,
  fields: Record<string, unknown>,
  context: Partial<StepContext> = {},
): Promise<Record<string, unknown>> {
  const { input, ...rest } = fields;
  const reference = input === undefined ? {} : { input: new Reference("load", "frame", "frame") };
  const checked = type.schema.parse({ ...rest, ...reference }) as Record<string, unknown>;
  const full = {
    name: "step",
    path: context.name ?? "step",
    isLastAttempt: true,
    out: "",
    folder: context.out ?? "",
    provenance: {},
    progress: () => {},
    allowed: [],
    ...context,
  } as StepContext;
  return await type.run(input === undefined ? checked : { ...checked, input }, full);
}

/** The content of the last message of a request. */
export function lastMessage(request: ModelRequest): string {
  return request.messages.at(-1)!.content;
}
