import { Draft } from "./_dialect_draft.ts";
import { type Aliases, isPlain } from "./_dialect_fields.ts";

const PARTS: Readonly<Record<string, Aliases>> = {
  static: { content: ["text"] },
  previous_response: { extract: ["field", "path"] },
};

/**
 * Normalises the parts of a prompt that is a list; a plain text among them is a static part.
 *
 * @param draft the step or task
 */
export function normalisePrompt(draft: Draft): void {
  const field = draft.fields.get("prompt");
  if (field === undefined || !Array.isArray(field.value)) return;
  const from = field.from ?? [];
  const value = field.value.map((item, i) => {
    if (typeof item === "string") {
      const text = { type: "static", content: item };
      draft.site.findings.written.set(text, { type: [], content: [] });
      return text;
    }
    if (!isPlain(item)) return item;
    const part = Draft.of(item, draft.inside([...from, i]));
    const type = part.get("type");
    if (typeof type === "string" && Object.hasOwn(PARTS, type)) part.rename(PARTS[type]);
    return part.close();
  });
  draft.fields.set("prompt", { ...field, value });
}
