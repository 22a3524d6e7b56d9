/** How numbers are written: see {@linkcode numericMatch}. */
export interface NumberStyle {
  /** What stands before the decimals, default "."; the other one of "." and "," then groups thousands. */
  readonly decimal?: "." | ",";
  /** Whether 50% is 0.5 ("hundredths", the default) or 50 ("points"). */
  readonly percent?: "hundredths" | "points";
  /** Which number of the text counts, default "last". */
  readonly which?: "first" | "last";
}

/** The places of numbers in a text; groups: sign, mixed number's whole, number, power of ten, denominator, percent. */
const PATTERNS = { ".": numberPattern("\\.", ","), ",": numberPattern(",", "\\.") };

/**
 * The first or last number of a text, or null where there is none.
 *
 * Read are signs, thousands in groups of three (also by narrow spaces and apostrophes), decimals, powers of ten (1e5, 3 × 10^5),
 * fractions (3/4), mixed numbers (1 1/2), percent and per mille. A hyphen behind a digit or letter is not a sign: "10-5" ends with 5.
 */
export function readNumber(text: string, style: NumberStyle): number | null {
  const { decimal = ".", which = "last" } = style;
  let found: number | null = null;
  for (const match of text.matchAll(PATTERNS[decimal])) {
    found = valueOf(match, style) ?? found;
    if (which === "first" && found !== null) break;
  }
  return found;
}

function numberPattern(decimal: string, group: string): RegExp {
  const groups = `[${group}'’\\u00a0\\u2009\\u202f]`;
  const number = `(?:\\d{1,3}(?:${groups}\\d{3})+(?!\\d)|\\d+)(?:${decimal}\\d+)?|${decimal}\\d+`;
  const power = `[eE]([+\\-−]?\\d{1,4})(?!\\d)|[ \\u00a0]?[×x*·][ \\u00a0]?10(?:\\^|\\*\\*)\\{?([+\\-−]?\\d{1,4})\\}?`;
  return new RegExp(
    `(?:(?<![\\p{L}\\p{N}])([+\\-−]))?(?:\\p{Sc} ?)?(?:(?<![\\d/])(\\d{1,15}) (?=\\d+/\\d))?(${number})(?:${power})?` +
      `(?:(?<!/\\d{1,15})/(\\d{1,15})(?![\\d/]))?(?: ?([%‰]))?`,
    "gu",
  );
}

function valueOf(match: RegExpExecArray, { decimal = ".", percent = "hundredths" }: NumberStyle): number | null {
  const [, sign, whole, digits, power, times, denominator, part] = match;
  const plain = digits.replace(decimal === "." ? /[^\d.]/g : /[^\d,]/g, "").replace(",", ".");
  const exponent = (power ?? times)?.replace("−", "-");
  let value = Number(exponent === undefined ? plain : `${plain}e${exponent}`);
  if (denominator !== undefined) value /= Number(denominator);
  if (whole !== undefined) value += Number(whole);
  if (part === "%" && percent === "hundredths") value /= 100;
  if (part === "‰") value /= percent === "hundredths" ? 1000 : 10;
  if (!Number.isFinite(value)) return null;
  return sign === "-" || sign === "−" ? -value : value;
}
