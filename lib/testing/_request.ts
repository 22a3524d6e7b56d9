import type { ModelRequest } from "../models/model.ts";

/** A request as tests compare it: a deep copy without its signal, and without members that are undefined. */
export function copyOf({ signal: _, ...request }: ModelRequest): ModelRequest {
  const entries = Object.entries(structuredClone(request)).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as unknown as ModelRequest;
}

/** The content of the last message: what is asked. */
export function lastMessage({ messages }: ModelRequest): string {
  return messages.at(-1)?.content ?? "";
}
