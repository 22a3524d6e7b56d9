import { AssayError } from "../core/assay_error.ts";
import type { Price } from "./model.ts";

/** How a provider is reached. */
export interface ProviderOptions {
  /** The key; empty for a server that wants none. It goes into a header, never into an address or a message. */
  readonly apiKey: string;
  /** Where the provider is, default the vendor's own address. */
  readonly baseUrl?: string;
  /** How long an exchange may take, in seconds, above 0 to 86,400, default 600. */
  readonly timeoutSeconds?: number;
  /** Sends the requests, default the global one. */
  readonly fetch?: typeof fetch;
  /** What the model costs; null, the default, where that is not known. */
  readonly price?: Price | null;
  /** Told the headers of each answer: what the provider says of its limits stands there. */
  readonly onHeaders?: (headers: Headers) => void;
}

/** How long an exchange may take, unless told otherwise. */
export const TIMEOUT_SECONDS = 600;

const MOST_CHARACTERS = 200;

/** The base URL without a slash at its end; throws unless model and options can be used. */
export function checkProvider(
  id: string,
  options: ProviderOptions & { readonly baseUrl: string },
  wants: { readonly key: boolean; readonly name: RegExp },
): string {
  const { apiKey, baseUrl, timeoutSeconds = TIMEOUT_SECONDS } = options;
  const problems: string[] = [];
  const name = id.slice(id.indexOf("/") + 1);
  if (name.length > MOST_CHARACTERS || !wants.name.test(name)) {
    problems.push("the model's name must be one that the provider lists, of letters, digits and . : @ + - _ /");
  }
  // Neither the key nor an address that may hold a password is told.
  if (apiKey === "" && wants.key) problems.push("apiKey must not be empty");
  if (!/^[\x21-\x7e]*$/.test(apiKey)) problems.push("apiKey must be of printable ASCII characters without blanks");
  const url = URL.parse(baseUrl);
  const isHttp = url !== null && (url.protocol === "http:" || url.protocol === "https:");
  if (!isHttp || url.username + url.password !== "" || /[?#]/.test(baseUrl)) {
    problems.push("baseUrl must be an address such as https://host/path, without user, password, ? and #");
  }
  if (!(timeoutSeconds > 0 && timeoutSeconds <= 86_400)) {
    problems.push(`timeoutSeconds must be above 0 and at most 86400, received ${timeoutSeconds}`);
  }
  if (problems.length > 0) throw new AssayError(`Cannot open ${id}`, { problems });
  return baseUrl.replace(/\/{1,100}$/, "");
}
