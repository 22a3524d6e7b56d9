import { AssayError } from "../core/assay_error.ts";
import { type Cassette, replaying } from "./cassette.ts";
import type { Model } from "./model.ts";
import { REPLAY } from "./open_model.ts";

/**
 * The model `local/replay`: it answers a request with what was recorded for it, whichever model was asked then. It costs nothing.
 *
 * @param cassette the recorded exchanges
 * @returns the model; it rejects with code "bad_input" what was not recorded, and what several models were asked
 *
 * @example
 * ```ts ignore
 * using cassette = openCassette("answers.jsonl", { mode: "replay" });
 * const { text } = await replayingAny(cassette).generate({ messages: [{ role: "user", content: "Hello" }] });
 * ```
 */
export function replayingAny(cassette: Cassette): Model {
  const { models } = cassette;
  return {
    id: REPLAY,
    generate(request) {
      const found = models.filter((id) => cassette.find(id, request) !== undefined);
      if (found.length > 1) {
        const problem = `it holds answers of ${found.join(", ")} to this request: name one of them as the model`;
        return Promise.reject(new AssayError(`Cannot replay ${cassette.path}`, { problems: [problem] }));
      }
      return replaying(found[0] ?? models[0] ?? REPLAY, cassette).generate(request);
    },
  };
}
