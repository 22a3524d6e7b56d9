import { bindTemplate, parseTemplate, type Template, templatePaths, writeTemplate } from "../core/template.ts";
import { renameNodes } from "./_compose_rename.ts";

const WHOLE = /^\{\{\s*([A-Za-z_]\w*(?:\.\w+)*)\s*\}\}$/;

/**
 * Fills what is known of a prompt's text and leaves the rest a template.
 *
 * A value that is one template, `{{ params.x }}`, takes the variable's place under its own name. Other values must be free
 * of braces: they would be read as templates by a later stage.
 *
 * @param text the prompt
 * @param given the known values
 * @returns the text; a problem instead where it cannot be filled
 */
export function bindPrompt(text: string, given: Readonly<Record<string, unknown>>): { text: string; problem?: string } {
  const renamed = new Map<string, readonly string[]>();
  const literal: [string, unknown][] = [];
  for (const [name, value] of Object.entries(given)) {
    const template = typeof value === "string" ? WHOLE.exec(value.trim()) : null;
    if (template !== null) renamed.set(name, template[1].split("."));
    else if (hasBraces(value)) {
      const problem = `the value of "${name}" must be free of braces, or one template such as {{ params.${name} }}`;
      return { text, problem };
    } else literal.push([name, value]);
  }
  try {
    const template: Template = parseTemplate(text);
    if (!templatePaths(template).some(([name]) => Object.hasOwn(given, name))) return { text };
    const bound = bindTemplate(template, Object.fromEntries(literal));
    return { text: writeTemplate({ nodes: renameNodes(bound.nodes, renamed) }) };
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError || error instanceof RangeError)) throw error;
    return { text, problem: error.message };
  }
}

function hasBraces(value: unknown): boolean {
  if (typeof value === "string") return /[{}]/.test(value);
  return value !== null && typeof value === "object" && Object.values(value).some(hasBraces);
}
