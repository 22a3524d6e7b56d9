const MOST = 1000;
const WORD = /[^\s]+/g;
const NAME = /^[("'“]?(\p{Lu}[\p{L}\p{N}'’-]{0,60})([).,;:!?"'”]{0,5})$/u;
const METRIC =
  /([\p{L}][\p{L}\p{N}_ -]{0,40}?)\s{0,3}[:=]\s{0,3}(-?\d{1,15}(?:\.\d{1,15})?)\s{0,1}(%|ms|s|KB|MB|GB)?(?![\p{L}\p{N}.])/gu;
const IMPORT =
  /(?:\bfrom\s{1,5}|\bimport\s{1,5}|\brequire\(\s{0,5}|\bimport\(\s{0,5})["']([^"'\n]{1,200})["']|^[ \t]{0,20}(?:from|import)\s{1,5}([A-Za-z_][\w.]{0,100})/gm;

/** Names: runs of capitalised words on a line that do not only begin a sentence, each once; headings are left out. */
export function extractEntities(text: string): string[] {
  const found = new Set<string>();
  for (const line of text.split("\n")) {
    if (found.size >= MOST) break;
    if (!/^ {0,3}#/.test(line)) collectNames(line, found);
  }
  return [...found].slice(0, MOST);
}

function collectNames(line: string, found: Set<string>): void {
  let run: string[] = [];
  let beginsSentence = true;
  let runBegan = true;
  const close = () => {
    // A lone capitalised word that begins a sentence is no name.
    if (run.length > 1 || (run.length === 1 && !runBegan)) found.add(run.join(" "));
    run = [];
  };
  for (const [word] of line.matchAll(WORD)) {
    const match = word.length > 80 ? null : NAME.exec(word);
    if (match === null) close();
    else {
      if (run.length === 0) runBegan = beginsSentence;
      run.push(match[1]);
      if (match[2] !== "") close();
    }
    beginsSentence = /[.!?:]["'”)]{0,3}$/.test(word.slice(-5)) || /^(?:[-*+•]|\d{1,6}[.)])$/.test(word.slice(0, 10));
  }
  close();
}

/** Numbers that have a name: `accuracy: 0.93`, `latency = 20 ms`. */
export function extractMetrics(text: string): { name: string; value: number; unit: string | null }[] {
  const metrics: { name: string; value: number; unit: string | null }[] = [];
  for (const line of text.split("\n")) {
    for (const [, name, value, unit] of line.slice(0, 2000).matchAll(METRIC)) {
      if (metrics.length === MOST) return metrics;
      metrics.push({ name: name.trim(), value: Number(value), unit: unit ?? null });
    }
  }
  return metrics;
}

/** What code imports, each once. */
export function extractDependencies(text: string): string[] {
  const found = new Set<string>();
  for (const [, quoted, bare] of text.matchAll(IMPORT)) {
    found.add(quoted ?? bare);
    if (found.size === MOST) break;
  }
  return [...found];
}
