/** An element of an SVG picture or an HTML page. */
export interface Element {
  /** The name as written. */
  readonly name: string;
  /** The attributes, entities decoded. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Elements and decoded text, in order. */
  readonly children: readonly (Element | string)[];
}

const VOID = new Set(["meta", "link", "br", "hr", "img", "input"]);
const RAW = new Set(["style", "script"]);
const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const NAME = /[A-Za-z][\w:.-]*/y;
const ATTRIBUTE = /\s+([A-Za-z_][\w:.-]*)(?:="([^"<]*)")?/y;
// The characters that XML 1.0 allows, https://www.w3.org/TR/xml/#charsets
const ILLEGAL = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/**
 * Reads markup strictly: it throws for anything that XML does not allow, so that what parses holds only the elements returned.
 * HTML's void and raw-text elements and its doctype are known.
 */
export function parseMarkup(text: string): Element {
  const illegal = ILLEGAL.exec(text);
  if (illegal !== null) {
    throw new SyntaxError(`character U+${illegal[0].codePointAt(0)!.toString(16)} is not allowed at ${illegal.index}`);
  }
  let at = /^(?:<!doctype html>\s*)?/i.exec(text)![0].length;
  const root = element();
  if (text.slice(at).trim() !== "") throw problem("text after the root");
  return root;

  function problem(what: string): SyntaxError {
    return new SyntaxError(`${what} at ${at}: ${text.slice(Math.max(0, at - 40), at + 60)}`);
  }

  function match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found !== null) at += found[0].length;
    return found;
  }

  function element(): Element {
    if (text[at++] !== "<") throw problem("no element");
    const name = match(NAME)?.[0];
    if (name === undefined) throw problem("no element name");
    const attributes: Record<string, string> = {};
    for (let found = match(ATTRIBUTE); found !== null; found = match(ATTRIBUTE)) {
      if (Object.hasOwn(attributes, found[1])) throw problem(`a second ${found[1]}`);
      attributes[found[1]] = decode(found[2] ?? "");
    }
    const end = match(/\s*(\/?)>/y);
    if (end === null) throw problem(`no end of <${name}>`);
    if (end[1] === "/" || VOID.has(name)) return { name, attributes, children: [] };
    return { name, attributes, children: RAW.has(name) ? [rawText(name)] : content(name) };
  }

  function rawText(name: string): string {
    const end = text.indexOf(`</${name}>`, at);
    if (end === -1) throw problem(`no </${name}>`);
    const raw = text.slice(at, end);
    at = end + name.length + 3;
    return raw;
  }

  function content(name: string): (Element | string)[] {
    const children: (Element | string)[] = [];
    while (true) {
      const next = text.indexOf("<", at);
      if (next === -1) throw problem(`no </${name}>`);
      if (next > at) children.push(decode(text.slice(at, next)));
      at = next;
      if (text[at + 1] !== "/") children.push(element());
      else if (text.startsWith(`</${name}>`, at)) {
        at += name.length + 3;
        return children;
      } else throw problem(`<${name}> is not closed`);
    }
  }

  function decode(source: string): string {
    return source.replace(
      /&(?:(\w+)|#(\d+)|#x([\da-fA-F]+))?;?/g,
      (entity, name?: string, decimal?: string, hex?: string) => {
        const code = decimal === undefined ? parseInt(hex ?? "", 16) : Number(decimal);
        const known = name === undefined ? Number.isNaN(code) ? undefined : String.fromCodePoint(code) : ENTITIES[name];
        if (known === undefined || !entity.endsWith(";")) throw problem(`unknown entity ${entity}`);
        return known;
      },
    );
  }
}

/** An element and all below it, in document order. */
export function elements(root: Element, name?: string): Element[] {
  const below = root.children.flatMap((child) => typeof child === "string" ? [] : elements(child));
  return [root, ...below].filter((one) => name === undefined || one.name === name);
}

/** The text of an element, joined. */
export function textOf(element: Element): string {
  return element.children.map((child) => typeof child === "string" ? child : textOf(child)).join("");
}

/** The texts of a picture, one a `<text>`. */
export function textsOf(svg: string): string[] {
  return elements(parseMarkup(svg), "text").map(textOf);
}

/** The groups of a picture that hold the given kind of mark, such as "mark-symbol"; axes and legends are left out. */
export function marks(svg: string, kind: string): Element[] {
  return elements(parseMarkup(svg), "g")
    .filter(({ attributes }) =>
      attributes.class?.split(" ").includes(kind) && !/role-(axis|legend|title)/.test(attributes.class)
    )
    .flatMap(({ children }) => children.filter((child) => typeof child !== "string"));
}
