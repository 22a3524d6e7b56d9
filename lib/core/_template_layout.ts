import { stringify } from "@std/yaml";
import { wrongKind } from "./_expression_values.ts";
import { asText, checkOutput, checkSize } from "./_template_text.ts";
import { isMap } from "./is_map.ts";

/**
 * A value as YAML, its keys in their order, without a line end behind it.
 *
 * @param value anything
 * @returns the lines
 * @throws {Refusal} for what is too large or nested too deeply
 */
export function asYaml(value: unknown): string {
  checkSize(value);
  return stringify(value, { lineWidth: -1, useAnchors: false, skipInvalid: true }).trimEnd();
}

/**
 * A list for people: `- item` a line; the members of an object as `key: value`, deeper ones indented by two blanks.
 *
 * Further lines of a text are indented too, so that none can pose as an item.
 *
 * @param value a list, or an object whose members are the items
 * @returns the lines
 * @throws {Refusal} for anything else, and for what is too large or nested too deeply
 */
export function asList(value: unknown): string {
  checkSize(value);
  if (!Array.isArray(value) && !isNested(value)) throw wrongKind("format_as_list", "a list or an object", value);
  const items = Array.isArray(value) ? value.map(itemLines) : Object.entries(value).map(memberLines);
  const text = items.map(bullet).join("\n");
  checkOutput(text.length);
  return text;
}

function bullet(lines: readonly string[]): string {
  return lines.map((line, i) => i === 0 ? `- ${line}` : line === "" ? line : `  ${line}`).join("\n");
}

/** The lines of an item, without its dash. */
function itemLines(value: unknown): string[] {
  if (isNested(value) && Object.keys(value).length > 0) return Object.entries(value).flatMap(memberLines);
  if (Array.isArray(value) && value.length > 0) return value.flatMap((item) => bullet(itemLines(item)).split("\n"));
  return textLines(asText(value ?? null));
}

function memberLines([key, value]: [string, unknown]): string[] {
  const isBlock = typeof value === "object" && value !== null && !(value instanceof Date) &&
    (Array.isArray(value) || isNested(value)) && Object.keys(value).length > 0;
  const [name, ...rest] = textLines(key);
  if (rest.length > 0) return [JSON.stringify(key) + ":", ...itemLines(value).map((line) => `  ${line}`)];
  if (isBlock) return [`${name}:`, ...itemLines(value).map((line) => `  ${line}`)];
  const [first, ...further] = textLines(asText(value ?? null));
  return [`${name}: ${first}`, ...further.map((line) => `  ${line}`)];
}

/** What writes itself as JSON, such as a date, has no members to show. */
function isNested(value: unknown): value is Record<string, unknown> {
  return isMap(value) && !("toJSON" in value);
}

function textLines(text: string): string[] {
  return text.split(/\r\n|[\n\r\u2028\u2029]/);
}
