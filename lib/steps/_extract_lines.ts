const MOST = 1000;
const MOST_LINE = 2000;
const ITEM = /^\s{0,20}(?:[-*+•]|\d{1,6}[.)])\s+(\S.*)$/;
const ADVICE = /\b(?:should|recommend(?:s|ed|ation)?|suggest(?:s|ed|ion)?|consider|advise[sd]?|must|ought to)\b/i;
const TROUBLE = /\b(?:error|exception|fail(?:s|ed|ure)?|traceback|fatal|panic)\b/i;

/** Lines that advise something, without their list marks. */
export function extractRecommendations(text: string): string[] {
  return linesWhere(text, (line) => ADVICE.test(line));
}

/** The items of lists; where there are none, the first sentence of each paragraph. */
export function extractKeyPoints(text: string): string[] {
  const items = lines(text).flatMap((line) => {
    const item = ITEM.exec(line)?.[1];
    return item === undefined ? [] : [item.trim()];
  });
  if (items.length > 0) return items.slice(0, MOST);
  const paragraphs = text.split(/\n[ \t]*\n/).map((paragraph) => firstSentence(paragraph.trim()));
  return paragraphs.filter((sentence) => sentence !== "").slice(0, MOST);
}

/** Lines that tell of an error. */
export function extractErrors(text: string): string[] {
  return linesWhere(text, (line) => TROUBLE.test(line));
}

/** The first sentence of a text, on one line. */
function firstSentence(text: string): string {
  const flat = text.slice(0, MOST_LINE).replaceAll("\n", " ");
  const end = /[.!?](?:\s|$)/.exec(flat);
  return end === null ? flat : flat.slice(0, end.index + 1);
}

function linesWhere(text: string, test: (line: string) => boolean): string[] {
  return lines(text).filter(test).map((line) => (ITEM.exec(line)?.[1] ?? line).trim()).slice(0, MOST);
}

function lines(text: string): string[] {
  return text.split("\n").map((line) => line.slice(0, MOST_LINE)).filter((line) => line.trim() !== "");
}
