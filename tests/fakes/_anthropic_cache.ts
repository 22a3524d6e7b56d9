import type { MessageParams } from "./_anthropic_check.ts";

/** The tokens of a request, by what the cache has of them. */
export interface CachedTokens {
  /** Neither read nor kept. */
  readonly input: number;
  /** Read from the cache. */
  readonly read: number;
  /** Kept in the cache. */
  readonly written: number;
}

const CHARACTERS = 4;
const FEWEST_TOKENS = 1024;
/** How many blocks before a mark are looked at for what is held. */
const LOOK_BACK = 20;

/** A prompt cache: up to each mark a request is kept, and what was kept before is read. A token is four characters. */
export function promptCache(): { use(params: MessageParams): CachedTokens; tokensOf(params: MessageParams): number } {
  const held = new Set<string>();
  return {
    use(params) {
      const pieces = piecesOf(params);
      const added: string[] = [];
      const ends: { readonly prefix: string; readonly length: number }[] = [];
      let [prefix, length, read, kept] = ["", 0, 0, 0];
      for (const { text, content, isMarked } of pieces) {
        prefix += `${text}\n`;
        length += content.length;
        ends.push({ prefix, length });
        if (!isMarked || length < FEWEST_TOKENS * CHARACTERS) continue;
        const hit = ends.slice(-LOOK_BACK).findLast(({ prefix }) => held.has(prefix));
        read = Math.max(read, hit?.length ?? 0);
        added.push(prefix);
        kept = length;
      }
      for (const prefix of added) held.add(prefix);
      const total = lengthOf(pieces);
      const tokens = (characters: number) => Math.ceil(characters / CHARACTERS);
      return { input: tokens(total - kept), read: tokens(read), written: tokens(kept - read) };
    },
    tokensOf: (params) => Math.ceil(lengthOf(piecesOf(params)) / CHARACTERS),
  };
}

interface Piece {
  readonly text: string;
  readonly content: string;
  readonly isMarked: boolean;
}

function piecesOf({ tools = [], system = [], messages }: MessageParams): Piece[] {
  const systems = typeof system === "string" ? [{ type: "text", text: system }] : system;
  return [
    ...tools.map((block) => toPiece("tool", block)),
    ...systems.map((block) => toPiece("system", block)),
    ...messages.flatMap(({ role, content }) =>
      (typeof content === "string" ? [{ type: "text", text: content }] : content).map((block) => toPiece(role, block))
    ),
  ];
}

function toPiece(role: string, block: object): Piece {
  const { cache_control, ...rest } = block as { cache_control?: unknown; text?: string };
  const content = rest.text ?? JSON.stringify(rest);
  return {
    text: JSON.stringify([role, rest]),
    content,
    isMarked: cache_control !== undefined && cache_control !== null,
  };
}

function lengthOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { content }) => sum + content.length, 0);
}
