import { AssayError } from "../core/assay_error.ts";
import { secretsIn } from "../core/mask_secrets.ts";
import { type Cassette, openCassette } from "../models/cassette.ts";
import { limiters } from "../models/limiters.ts";
import type { Model } from "../models/model.ts";
import { modelIdOf } from "../models/model_names.ts";
import { type ModelSettings, readModelSettings } from "../models/model_settings.ts";
import { hasBatches, HOSTED_VARIABLES, isHosted, modelOpener } from "../models/open_hosted.ts";
import { type OpenedModel, openModel } from "../models/open_model.ts";
import { batchPrice, priceOfModel, type PriceOverrides } from "../models/prices.ts";
import { variable } from "./environment.ts";

/** How a run finds its models. */
export interface ModelFinder extends Disposable {
  /** Opens a model by its alias, bare name or id. */
  readonly open: (id: string) => OpenedModel;
  /** Values that must never be written down. */
  readonly secrets: readonly string[];
}

/** Options of {@linkcode findModels}. */
export interface FinderOptions {
  /** A cassette that every exchange with a hosted model is added to. */
  readonly record?: string;
  /** A cassette that answers in place of hosted models. */
  readonly replay?: string;
  /** A file of prices, limits and policy, see `readModelSettings`. */
  readonly models?: string;
  /** Where workers answer prompts: they hold the keys then, and here only prices are needed. */
  readonly executor?: string;
}

const PASSPHRASE = "ASSAY_CASSETTE_PASSPHRASE";

/**
 * Finds the models of a run: hosted ones under one policy with keys of the environment, or from a cassette; local ones here.
 *
 * @param options see {@linkcode FinderOptions}
 * @returns the finder; close it with `using`
 * @throws {AssayError} if a cassette or the settings cannot be read
 */
export function findModels(options: FinderOptions = {}): ModelFinder {
  if (options.record !== undefined && options.replay !== undefined) {
    throw new AssayError("Cannot read the arguments", { problems: ["--record and --replay exclude each other"] });
  }
  const names = [...HOSTED_VARIABLES, PASSPHRASE];
  const secrets = secretsIn(Object.fromEntries(names.map((name) => [name, variable(name)])));
  const passphrase = variable(PASSPHRASE);
  const open = (path: string | undefined, mode: "record" | "replay"): Cassette | undefined =>
    path === undefined ? undefined : openCassette(path, { mode, passphrase, secrets });
  const record = open(options.record, "record");
  const replay = open(options.replay, "replay");
  const { prices, limits, policy } = settingsOf(options);
  return {
    open: options.executor !== undefined
      ? (name) => openPriced(name, prices)
      : modelOpener({ env: variable, limiters: limiters({ limits }), record, replay, prices, policy }),
    secrets,
    [Symbol.dispose]() {
      record?.[Symbol.dispose]();
      replay?.[Symbol.dispose]();
    },
  };
}

/**
 * Opens a model that is not asked here: a hosted one needs neither key nor network and has its price.
 *
 * @param name an alias, a bare name or an id
 * @param overrides prices that count before the listed ones
 * @returns the model; local ones can be asked
 * @throws {AssayError} if it is not known
 */
export function openPriced(name: string, overrides?: PriceOverrides): OpenedModel {
  const id = modelIdOf(name);
  if (!isHosted(id)) return openModel(id);
  const price = priceOfModel(id, { overrides });
  const model: Model = { id, price, generate: () => Promise.reject(new Error("it is never asked")) };
  if (!hasBatches(id)) return { kind: "prompted", model };
  return { kind: "prompted", model: { ...model, batched: () => ({ ...model, price: batchPrice(price) }) } };
}

/**
 * What the user says of models.
 *
 * @param options where it stands
 * @returns the settings; nothing in particular where there is no file
 */
export function settingsOf({ models }: FinderOptions): ModelSettings {
  return models === undefined ? { prices: {}, limits: {}, policy: {} } : readModelSettings(models);
}
