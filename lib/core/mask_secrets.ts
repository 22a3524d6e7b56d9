const MASK = "***";
const SHORTEST = 4;

/**
 * What looks like a key wherever it stands; a group of a pattern is the secret part of its match. Each is linear: no two
 * starts of a match scan the same characters.
 */
const SHAPES: readonly RegExp[] = [
  // Anthropic, OpenAI, Google, Hugging Face, GitHub, AWS, JSON Web Tokens
  /(?<![\w-])sk-(?:ant-[\w-]{6,}|[\w-]{16,})/dg,
  /(?<!\w)AIza[\w-]{20,}/dg,
  /(?<!\w)hf_[A-Za-z0-9]{20,}/dg,
  /(?<!\w)(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,})/dg,
  /(?<!\w)(?:AKIA|ASIA)[0-9A-Z]{16}(?!\w)/dg,
  /(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/dg,
  /(?<!\w)Bearer[ \t]{1,4}([\w.~+/=-]{8,})/dgi,
  /(?<!\w)Authorization["']?[ \t]{0,4}[:=][ \t]{0,4}["']?Basic[ \t]{1,4}([\w+/=-]{4,})/dgi,
  // The password of scheme://user:password@host
  /:\/\/[^\s/?#"'<>@:]*:([^\s/?#"'<>]+)@/dg,
];

/**
 * Replaces secrets by `***`, for whatever is logged, printed or thrown.
 *
 * Known secrets are replaced wherever they stand, also as they stand in JSON and in URLs; overlapping ones as a whole.
 * Besides, what has the shape of a key is replaced: keys of Anthropic, OpenAI, Google, Hugging Face, GitHub and AWS, JSON
 * Web Tokens, bearer tokens and the passwords of URLs. Secrets of fewer than 4 characters are not looked for: they would
 * blot out ordinary words.
 *
 * @param text any text
 * @param secrets the known secrets, such as those of {@linkcode secretsIn}
 * @returns the text without them
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(maskSecrets("redis://me:hunter2@db said hunter2", ["hunter2"]), "redis://me:***@db said ***");
 * assertEquals(maskSecrets("Authorization: Bearer 0123456789abcdef"), "Authorization: Bearer ***");
 * ```
 */
export function maskSecrets(text: string, secrets: readonly string[] = []): string {
  const spans = [
    ...secrets.flatMap((secret) => spansOf(text, secret)),
    ...SHAPES.flatMap((shape) => shaped(text, shape)),
  ]
    .sort(([a], [b]) => a - b);
  let masked = "";
  let end = 0;
  for (const [from, to] of spans) {
    if (to <= end) continue;
    // What overlaps the span before it continues that span's mask.
    if (from >= end) masked += text.slice(end, from) + MASK;
    end = to;
  }
  return end === 0 ? text : masked + text.slice(end);
}

/**
 * The secrets among environment variables or the like: values whose names say key, token, secret, password or credential,
 * and the passwords of values that are URLs.
 *
 * @param variables values by name
 * @returns the secrets, for {@linkcode maskSecrets}
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(secretsIn({ HOME: "/root", OPENAI_API_KEY: "abcd1234", REDIS_URL: "redis://:p%40ss@db" }), [
 *   "abcd1234",
 *   "p%40ss",
 *   "p@ss",
 * ]);
 * ```
 */
export function secretsIn(variables: Readonly<Record<string, string | undefined>>): string[] {
  const found = Object.entries(variables).flatMap(([name, value]) => {
    if (value === undefined) return [];
    return [...(SECRET_NAME.test(name) ? [value] : []), ...passwordsOf(value)];
  });
  return [...new Set(found)].filter((secret) => secret.length >= SHORTEST);
}

const SECRET_NAME = /key|token|secret|passw|credential/i;

function passwordsOf(value: string): string[] {
  const password = URL.parse(value)?.password ?? "";
  if (password === "") return [];
  try {
    return [password, decodeURIComponent(password)];
  } catch (error) {
    // A stray percent sign: the password stands as it is.
    if (error instanceof URIError) return [password];
    throw error;
  }
}

function spansOf(text: string, secret: string): [number, number][] {
  if (secret.length < SHORTEST) return [];
  const forms = new Set([secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret.toWellFormed())]);
  return [...forms].flatMap((form) => {
    const spans: [number, number][] = [];
    for (let at = text.indexOf(form); at !== -1; at = text.indexOf(form, at + 1)) spans.push([at, at + form.length]);
    return spans;
  });
}

function shaped(text: string, shape: RegExp): [number, number][] {
  return Array.from(text.matchAll(shape), ({ indices }) => (indices![1] ?? indices![0])!);
}
