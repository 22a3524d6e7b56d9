const HTML: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

// Control characters, and the marks that reorder or hide text: bidirectional controls and zero-width characters.
const INVISIBLE = new RegExp(
  "[\0-\x08\v\f\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]",
  "g",
);

/**
 * Makes untrusted text safe inside HTML, as content or as a quoted attribute, and invisible characters visible.
 *
 * @param text anything a user, a dataset or a model wrote
 * @returns the text with `& < > " '` as entities and control or direction characters as `␀`-like placeholders
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(escapeHtml(`<img onerror="x">`), "&lt;img onerror=&quot;x&quot;&gt;");
 * ```
 */
export function escapeHtml(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => HTML[character]);
}

/**
 * Makes untrusted text safe inside a line or table cell of Markdown, where HTML would be live too.
 *
 * @param text anything a user, a dataset or a model wrote
 * @returns one line in which no character starts markup, a link, an autolink or a table cell
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(escapeMarkdown("a|b <i>\n# c"), "a\\|b &lt;i&gt; \\# c");
 * ```
 */
export function escapeMarkdown(text: string): string {
  return visible(text)
    .replace(/\s*[\n\r\u2028\u2029]\s*/g, " ").trim()
    .replace(/[\\`*_{}[\]#|~!$]/g, "\\$&")
    .replace(/^[-+=]/, "\\$&").replace(/^(\d+)(?=[.)](\s|$))/, "$1\\")
    .replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;")
    .replace(/:\/\//g, "&#58;//").replace(/@/g, "&#64;").replace(/www\./gi, (match) => `${match.slice(0, 3)}&#46;`);
}

/**
 * Replaces what cannot be seen in a terminal or page: control characters, and those that hide text or turn its direction.
 *
 * @param text anything untrusted
 * @returns the text with a visible `\u{…}` for each such character
 */
export function visible(text: string): string {
  return text.replace(INVISIBLE, (character) => `\\u{${character.charCodeAt(0).toString(16)}}`);
}
