import { bindNodes } from "./_template_bind.ts";
import type { Template } from "./_template_nodes.ts";
import { parseNodes } from "./_template_parser.ts";
import { usedPaths } from "./_template_paths.ts";
import { renderNodes } from "./_template_render.ts";
import type { Scope } from "./_template_scope.ts";
import { valueOf } from "./_template_value.ts";
import { writeNodes } from "./_template_writer.ts";
import { formatCount } from "./format.ts";

export type { Template, TemplateBranch, TemplateFilter, TemplateNode, TemplateValue } from "./_template_nodes.ts";
export { lookUp, type Scope } from "./_template_scope.ts";

const MAX_LENGTH = 1024 * 1024;

/**
 * Parses a text with places to fill: `{name}`, `{{ name }}`, dots for members, `{for x in xs} … {endfor}` for lists,
 * `{if CONDITION} … {elif CONDITION} … {else} … {endif}` for choices.
 *
 * Conditions, and what stands in double braces, are expressions; single braces hold a path such as `a.b[0]` only. Filters
 * follow behind pipes: `{{ x | default('none') | upper }}`; in single braces the pipe needs blanks around it. Braces that
 * hold anything else (JSON, code) are plain text, and so are `\{`, `\}` and `${x}`. The tag of a loop or a choice alone
 * on its line leaves no empty line behind. Text that is filled in is never parsed again.
 *
 * Filters: `default(value)` for what is missing or null, `upper`, `lower`, `trim`, `length`, `first`, `last`,
 * `join(separator=', ')`, `lines`, `format_as_list`, `to_json`, `to_yaml`, `indent(n)` for every line, `truncate(n)`,
 * `round(digits=0)`, `replace(a, b)`, `keys`, `values`. Their arguments are literals or paths.
 *
 * @param text the template, at most 1 MiB (1,048,576 characters); loops and choices are nested at most 50 deep
 * @param options `style` "double" leaves single braces and backslashes alone: for YAML values, whose prompts are filled
 *   later
 * @returns the parsed template
 * @throws {SyntaxError} naming the tag and its line
 * @throws {RangeError} for a text that is too long
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const template = parseTemplate("{for x in xs}{x.a}, {endfor}{if last == ''}none{else}{last | upper}{endif}");
 * assertEquals(renderTemplate(template, { xs: [{ a: 1 }, { a: 2 }], last: "end" }), "1, 2, END");
 * ```
 */
export function parseTemplate(text: string, options: { style?: "both" | "double" } = {}): Template {
  if (text.length > MAX_LENGTH) {
    throw new RangeError(
      `Cannot parse the template: it must have at most 1 MiB (${formatCount(MAX_LENGTH)} characters), received ${
        formatCount(text.length)
      }`,
    );
  }
  return { nodes: parseNodes(text, options.style ?? "both") };
}

/**
 * Fills a template.
 *
 * @param template the parsed template
 * @param scope the values; lists and objects are written as JSON
 * @returns the text, at most 16 MiB (16,777,216 characters)
 * @throws {RangeError} naming a place that the scope cannot fill, with the names it has; for a text that is too long, and
 *   for more than 1,000,000 rounds of loops. A condition may name what is missing: it is null there
 * @throws {TypeError} for a loop over no list, and for an operator or a filter given a value of the wrong kind
 */
export function renderTemplate(template: Template, scope: Scope): string {
  return renderNodes(template.nodes, scope, { size: 0, rounds: 0 });
}

/**
 * The value of a template that is one place and nothing else, with its type; the text of any other.
 *
 * @param template the parsed template
 * @param scope the values
 * @returns the value after its filters, or the text
 * @throws {RangeError} as {@linkcode renderTemplate} does
 * @throws {TypeError} as {@linkcode renderTemplate} does
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(templateValue(parseTemplate("{{ score * 100 | round }}"), { score: 0.256 }), 26);
 * assertEquals(templateValue(parseTemplate("{{ score }} %"), { score: 26 }), "26 %");
 * ```
 */
export function templateValue(template: Template, scope: Scope): unknown {
  const [node, ...others] = template.nodes;
  return node?.kind === "value" && others.length === 0 ? valueOf(node, scope) : renderTemplate(template, scope);
}

/**
 * Fills what a scope can fill and keeps the rest, so that what is equal for many items is rendered once.
 *
 * Choices that can be decided are, and expressions keep only what they still need.
 *
 * @param template the parsed template
 * @param scope the values known already
 * @returns a template with fewer places
 * @throws {RangeError} for a member that the item of a loop lacks, and as {@linkcode renderTemplate} does
 * @throws {TypeError} as {@linkcode renderTemplate} does
 */
export function bindTemplate(template: Template, scope: Scope): Template {
  return { nodes: bindNodes(template.nodes, { scope, final: [], isUnsure: false, spent: { size: 0, rounds: 0 } }) };
}

/**
 * The text of a template, which {@linkcode parseTemplate} reads as the same template.
 *
 * In its text a backslash stands before each brace that would otherwise begin a tag. So what was filled in by
 * {@linkcode bindTemplate} stays text when a later stage reads it.
 *
 * @param template the template
 * @returns the text, for the style "both"
 * @throws {RangeError} where binding left an object, a date or a very long value inside an expression
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const bound = bindTemplate(parseTemplate("{note}: {target}"), { note: "{target}" });
 * assertEquals(writeTemplate(bound), "\\{target}: {target}");
 * ```
 */
export function writeTemplate(template: Template): string {
  return writeNodes(template.nodes);
}

/**
 * The paths that a template names in its scope, without those that its loops bind.
 *
 * @param template the parsed template
 * @returns each path once, in order of appearance
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const template = parseTemplate("{if a.b > 1}{for x in xs}{x}{{ c['d e'] | default(f) }}{endfor}{endif}");
 * assertEquals(templatePaths(template), [["a", "b"], ["xs"], ["c", "d e"], ["f"]]);
 * ```
 */
export function templatePaths(template: Template): string[][] {
  return distinct(usedPaths(template.nodes).map(({ path }) => path));
}

/**
 * The paths of {@linkcode templatePaths} that may be missing: wherever they are named it is directly under `default(…)`, or
 * `exists` or `empty` asks for them.
 *
 * @param template the parsed template
 * @returns each path once, in order of appearance
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const template = parseTemplate("{{ a | default(b) }} {c | default('-')} {c}{if d exists}{d}{endif}");
 * assertEquals(templateOptionalPaths(template), [["a"]]);
 * ```
 */
export function templateOptionalPaths(template: Template): string[][] {
  const uses = usedPaths(template.nodes);
  const required = new Set(uses.filter(({ isOptional }) => !isOptional).map(({ path }) => JSON.stringify(path)));
  return distinct(uses.map(({ path }) => path).filter((path) => !required.has(JSON.stringify(path))));
}

/**
 * The paths of {@linkcode templatePaths} as dotted names.
 *
 * @param template the parsed template
 * @returns each name once, in order of appearance
 */
export function templateNames(template: Template): string[] {
  return [...new Set(templatePaths(template).map((path) => path.join(".")))];
}

function distinct(paths: readonly (readonly string[])[]): string[][] {
  return [...new Map(paths.map((path) => [JSON.stringify(path), [...path]])).values()];
}
