const PATH = String.raw`[A-Za-z_][\w-]*(?:\.[\w-]+|\[\d+\])*`;
const NAME = new RegExp(`^${PATH}$`);
const PREFIXED = new RegExp(`^([A-Za-z_][\\w-]*)((?::${PATH})+)$`);

/**
 * The template of a data source: `previous_response[:path]`, `context:name`, `step:path` or a bare dotted name.
 *
 * @param value what was written; templates, lists and free texts stay as they are
 * @param steps where `previous_response:` may stand before a step's name, as transforms write it: the names of steps
 * @returns the template, or the value itself
 */
export function sourceTemplate(value: unknown, steps?: ReadonlySet<string>): unknown {
  if (typeof value !== "string") return value;
  const text = value.trim();
  if (NAME.test(text)) return `{{ ${text} }}`;
  const match = PREFIXED.exec(text);
  if (match === null) return value;
  const [first, rest] = [match[1], match[2].slice(1).split(":")];
  const path = rest.join(".");
  if (first === "context") return `{{ ${path} }}`;
  if (first !== "previous_response") return `{{ steps.${first}.${path} }}`;
  const isStep = steps !== undefined && (rest.length > 1 || steps.has(rest[0].split(".")[0]));
  return `{{ ${isStep ? "steps" : first}.${path} }}`;
}
