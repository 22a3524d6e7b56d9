import { basename } from "@std/path";
import { describeValue } from "../core/describe_value.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { checkVersion } from "./_compose_component.ts";
import { type PromptFile, promptValues, readPrompt } from "./_compose_prompt_file.ts";
import { bindPrompt } from "./_compose_prompt_text.ts";
import { type Composition, type Fields, isFields, type Opened } from "./_compose_state.ts";
import { STEP_LISTS } from "./_compose_steps.ts";

const PROMPTS = ["prompt", "prompt_parts", "prompt_template"];
const SYSTEMS = ["system", "system_prompt", "append_system_prompt"];
const USE_FIELDS = ["use", "with", "variables", "version", "type"];
/** What of a part of a prompt goes with its file. */
const FILE_FIELDS = [...USE_FIELDS, "path", "encoding", "component"];
/** Files whose text is a prompt; any other is data, which a step reads when it runs. */
const PROMPT_FILE = /\.(ya?ml|txt|md)$/i;
const WRITES = ["output_to_file", "output_file", "destination"];

/** Where prompts stand. */
interface Surroundings {
  readonly chain: readonly Opened[];
  readonly declared: readonly string[];
}

/**
 * Puts the texts of prompt files in the place of `{use: FILE}` and of file parts, in all fields of a step that are prompts.
 *
 * @param c the composition
 * @param step the step; the steps inside it are left alone
 * @param around the files that led here, and the names that the pipeline declares
 * @returns the step, or a copy
 */
export function expandPrompts(c: Composition, step: Fields, around: Surroundings): Fields {
  const systems: string[] = [];
  const entries = Object.entries(step).map(([key, value]): [string, unknown] => {
    const isPrompt = PROMPTS.includes(key);
    if (!isPrompt && !SYSTEMS.includes(key)) return [key, STEP_LISTS.includes(key) ? value : inside(c, value, around)];
    const texts = (map: unknown) => {
      if (!isFields(map) || !(Object.hasOwn(map, "use") || map.type === "file")) return null;
      const found = promptOf(c, map, around);
      if (found !== null && found.system !== null && isPrompt) systems.push(found.system);
      return found;
    };
    if (Array.isArray(value)) {
      return [
        key,
        value.map((part) => {
          const found = texts(part);
          if (found === null) return part;
          const rest = Object.entries(part as Fields).filter(([field]) => !FILE_FIELDS.includes(field));
          return c.like(part as Fields, [["type", "static"], ["content", found.text], ...rest]);
        }),
      ];
    }
    const found = texts(value);
    return [key, found === null ? value : isPrompt ? found.text : found.system ?? found.text];
  });
  if (systems.length === 0) return c.like(step, entries);
  // A prompt's own system text goes before that of the step.
  const own = entries.find(([key]) => key === "system" || key === "system_prompt");
  if (own !== undefined && typeof own[1] === "string") systems.push(own[1]);
  const [key] = own ?? ["system"];
  return c.like(step, [...entries.filter((entry) => entry !== own), [key, systems.join("\n\n")]]);
}

function inside(c: Composition, value: unknown, around: Surroundings): unknown {
  if (Array.isArray(value)) return value.map((item) => inside(c, item, around));
  return isFields(value) ? expandPrompts(c, value, around) : value;
}

function promptOf(c: Composition, map: Fields, around: Surroundings): { text: string; system: string | null } | null {
  const isUse = Object.hasOwn(map, "use");
  const key = isUse ? "use" : "path";
  if (!isUse && !isPromptPart(c, map)) return null;
  if (isUse) {
    for (const field of Object.keys(map).filter((field) => !USE_FIELDS.includes(field))) {
      c.report(`unknown field "${field}" of a prompt, ${didYouMean(field, USE_FIELDS)}`, c.originOf(map, field));
    }
  }
  const opened = c.open(map[key], c.originOf(map, key), around.chain);
  const prompt = opened === null ? null : readPrompt(c, opened, { plain: !isUse });
  if (prompt === null) return null;
  checkVersion(c, prompt, map.version, c.originOf(map, "version"));
  const given = map.with ?? map.variables ?? {};
  const givenKey = map.with === undefined ? "variables" : "with";
  if (!isFields(given)) {
    c.report(`must be a map, received ${describeValue(given)}`, c.originOf(map, givenKey));
    return null;
  }
  return bound(c, prompt, promptValues(c, prompt, given, { ...around, origin: c.originOf(map, givenKey) }));
}

function bound(c: Composition, { text, system }: PromptFile, values: Fields) {
  const results = [text, ...(system === null ? [] : [system])].map((part) => bindPrompt(part, values));
  const problem = results.find((result) => result.problem !== undefined)?.problem;
  if (problem !== undefined) c.report(problem, c.originOf(values));
  results.forEach((result) => c.spend(result.text.length));
  return { text: results[0].text, system: system === null ? null : results[1].text };
}

/** Whether a file part is a prompt that is there already; a template in its path, or another step that writes it, is later. */
function isPromptPart(c: Composition, part: Fields): boolean {
  const { path, inject_as: name } = part;
  if (typeof path !== "string" || name !== undefined || /[{}]/.test(path) || !PROMPT_FILE.test(path)) return false;
  return !writesFile(c.top.file.root, basename(path)) && !writesFile(c.originOf(part).file.root, basename(path));
}

function writesFile(value: unknown, name: string): boolean {
  if (Array.isArray(value)) return value.some((item) => writesFile(item, name));
  if (!isFields(value)) return false;
  return Object.entries(value).some(([key, item]) =>
    WRITES.includes(key) && typeof item === "string" ? basename(item) === name : writesFile(item, name)
  );
}
