import type { ModelRequest } from "../models/model.ts";

/** How many bytes the texts of a request have in UTF-8. */
export function requestBytes({ system = "", messages }: ModelRequest): number {
  return messages.reduce((sum, { content }) => sum + textBytes(content), textBytes(system));
}

/** How many bytes a text has in UTF-8. */
export function textBytes(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    // Each half of a pair stands for two of its four bytes.
    if (code > 0x7f) bytes += code > 0x7ff && (code < 0xd800 || code > 0xdfff) ? 2 : 1;
  }
  return bytes;
}
