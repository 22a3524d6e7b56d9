import { didYouMean } from "../core/did_you_mean.ts";
import type { Model, ModelRequest } from "../models/model.ts";
import { modelIdOrName } from "../models/model_names.ts";
import { type OpenedModel, openModel } from "../models/open_model.ts";
import type { Registry, StepType } from "../pipeline/step_type.ts";
import type { Fixtures } from "./_fixtures.ts";
import type { AskedPrompt } from "./pipeline_run.ts";
import { ScriptError } from "./_script_error.ts";
import { copyOf, lastMessage } from "./_request.ts";
import { type Script, scriptedModel } from "./scripted_model.ts";

/** The models of a test, and what was asked of them. */
export interface WatchedModels {
  /** Finds a model for the run. */
  open(id: string): OpenedModel;
  /** The step types, with fixtures in the place of files, and models that note who asks. */
  registry(types: Registry, fixtures: Fixtures): Registry;
  /** What was asked, in the order of the requests. */
  readonly prompts: AskedPrompt[];
  /** Mistakes of the test, which a pipeline may have taken for a failure of the model. */
  readonly mistakes: ScriptError[];
}

/** The step types whose paths lie in the run's folder or the project, so that none may be absolute. */
const CONFINED = ["file_ops"];

/** Watches who asks which model for what. */
export function watchModels(given: Readonly<Record<string, Model | Script>>): WatchedModels {
  const models = new Map(
    Object.entries(given).map(([name, model]) => [modelIdOrName(name), modelOf(model, modelIdOrName(name))]),
  );
  const prompts: AskedPrompt[] = [];
  const mistakes: ScriptError[] = [];
  const askers = new WeakMap<ModelRequest, string>();

  const noting = (model: Model, id: string): Model => ({
    id,
    price: model.price,
    // A script has no batches: it answers at once, and as it would anyway.
    batched: () => noting(model, id),
    async generate(request) {
      const asked = { step: askers.get(request) ?? "", model: id, ...partsOf(request), answer: null as string | null };
      prompts.push(asked);
      try {
        const response = await model.generate(request);
        asked.answer = response.text;
        // A scripted model goes by the name under which the pipeline asks for it.
        return { ...response, model: response.model === model.id ? id : response.model };
      } catch (error) {
        if (error instanceof ScriptError) mistakes.push(error);
        throw error;
      }
    },
  });
  const open = (name: string): OpenedModel => {
    const id = modelIdOrName(name);
    const model = models.get(id);
    if (model !== undefined) return { kind: "prompted", model: noting(model, id) };
    if (!id.startsWith("local/")) {
      const known = [...models.keys()];
      const hint = known.length === 0 ? "it gives none" : didYouMean(id, known);
      const mistake = new ScriptError("Cannot open the model", {
        problems: [`the test gives no model ${id}, ${hint}; add it to models`],
      });
      mistakes.push(mistake);
      throw mistake;
    }
    const opened = openModel(id);
    return opened.kind === "prompted" ? { kind: "prompted", model: noting(opened.model, id) } : opened;
  };

  const signed = (model: Model, asker: string): Model => ({
    id: model.id,
    price: model.price,
    ...(model.batched === undefined ? {} : { batched: (way) => signed(model.batched!(way), asker) }),
    generate(request) {
      const own = { ...request };
      askers.set(own, asker);
      return model.generate(own);
    },
  });
  const watched = (name: string, type: StepType, fixtures: Fixtures): StepType => ({
    ...type,
    async run(options, context) {
      // What only passes values on leaves the names as they are; the steps inside have them replaced.
      const passesOn = type.blocks !== undefined || type.nested !== undefined || type.sets !== undefined;
      if (CONFINED.includes(name)) fixtures.place(options, context.out);
      const ready = passesOn || CONFINED.includes(name) ? options : fixtures.swap(options);
      const open = (id: string): OpenedModel => {
        const opened = context.open(id);
        return opened.kind === "prompted" ? { ...opened, model: signed(opened.model, context.path) } : opened;
      };
      const own = { ...context, open };
      return fixtures.swapBack(await type.run(ready, own));
    },
  });
  return {
    open,
    prompts,
    mistakes,
    registry: (types, fixtures) =>
      Object.fromEntries(Object.entries(types).map(([name, type]) => [name, watched(name, type, fixtures)])),
  };
}

function partsOf(request: ModelRequest): Pick<AskedPrompt, "system" | "messages" | "text" | "request"> {
  const copy = copyOf(request);
  return { system: copy.system ?? null, messages: copy.messages, text: lastMessage(copy), request: copy };
}

function modelOf(given: Model | Script, id: string): Model {
  const isModel = typeof given === "object" && "generate" in given && typeof given.generate === "function";
  return isModel ? given as Model : scriptedModel(given as Script, { id });
}
