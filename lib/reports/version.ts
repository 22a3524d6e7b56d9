import config from "../../deno.json" with { type: "json" };

/** The version of this library. */
export const VERSION: string = config.version;

/** The packages that it uses, with their versions. */
export const PACKAGES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(config.imports).map((
    [name, target],
  ) => [name, /^npm:((?:@[^/]+\/)?[^/]+)/.exec(target)?.[1] ?? target]),
);
