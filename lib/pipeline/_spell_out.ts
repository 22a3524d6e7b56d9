import { isMap } from "../core/is_map.ts";
import type { NamedValues } from "./named_values.ts";
import { Reference } from "./reference.ts";

/**
 * Spells a step's main output out where the same text also names another output of the step: beside `steps.ask.json`,
 * `steps.ask` becomes `steps.ask.text`, since one scope cannot hold both a text and its member.
 *
 * @param node a parsed template, expression or condition
 * @param named what its names stand for
 * @returns both with names that do not contain each other
 */
export function spellOut<T>(node: T, named: NamedValues): { node: T; named: NamedValues } {
  const short = named.filter(({ at, value }) => {
    if (!(value instanceof Reference) || value.root !== "steps" || at.at(-1) === value.output) return false;
    return named.some((other) => other.at.length === at.length + 1 && startsWith(other.at, at));
  });
  if (short.length === 0) return { node, named };
  const longer = short.map(({ at, value }) => ({ from: at, to: [...at, (value as Reference).output] }));
  const taken = named.map(({ at }) => at).filter((at) => !short.some((one) => one.at === at));
  const rename = (path: readonly string[]) => {
    // The name of another output is that of no member of the main one.
    if (taken.some((at) => startsWith(path, at))) return path;
    const found = longer.find(({ from }) => startsWith(path, from));
    return found === undefined ? path : [...found.to, ...path.slice(found.from.length)];
  };
  return {
    node: renamed(node, rename) as T,
    named: named.map((one) => ({ at: rename(one.at), value: one.value })),
  };
}

/** A copy in which every path has been renamed; nodes name values by "path", and loops by "list". */
function renamed(node: unknown, rename: (path: readonly string[]) => readonly string[]): unknown {
  if (Array.isArray(node)) return node.map((item) => renamed(item, rename));
  if (!isMap(node)) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => {
      const isPath = (key === "path" || (key === "list" && node.kind === "loop")) && Array.isArray(value);
      return [key, isPath ? rename(value as string[]) : renamed(value, rename)];
    }),
  );
}

function startsWith(path: readonly string[], start: readonly string[]): boolean {
  return start.length <= path.length && start.every((part, i) => part === path[i]);
}
