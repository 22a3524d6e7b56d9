import { assert, assertEquals } from "@std/assert";
import { parse } from "@std/yaml";
import { htmlPage } from "../../lib/reports/html_page.ts";
import { textTable } from "../../lib/reports/html_table.ts";
import { markdown } from "../../lib/reports/markdown.ts";
import { reportContent } from "../../lib/reports/report_content.ts";
import { reportJson } from "../../lib/reports/report_json.ts";
import { metricTable, systemTable } from "../../lib/reports/tables.ts";
import { renderReport } from "../../lib/reports/write_report.ts";
import { elements, parseMarkup } from "../charts/_markup.ts";
import { exampleInput, HOSTILE, hostileNames, INVISIBLE, PLAIN } from "./_example.ts";

const noCharts = Object.fromEntries(exampleInput().charts!.map(({ id }) => [id, "<svg></svg>"]));

/** What kind of line each line of a Markdown text is; table rows with their number of cells. */
function skeleton(text: string): string[] {
  return text.split(/\r\n|\r|\n/).map((line) => {
    const bare = line.replace(/\\[!-/:-@[-`{-~]/g, "x");
    if (bare.trim() === "") return "empty";
    if (bare.startsWith("|")) return `row of ${bare.split("|").length}`;
    if (/^ {4}|^\t/.test(bare)) return "code";
    if (/^ {0,3}([-*_]\s*)+$/.test(bare)) return "rule";
    return /^ {0,3}(#{1,6}|>|[-+*]|\d+[.)])(?=\s|$)/.exec(bare)?.[1] ?? (/^!\[/.exec(bare) ? "picture" : "text");
  });
}

/** Everything in a line that CommonMark or GitHub could take for inline markup, escapes aside. */
function liveInline(line: string): string[] {
  const bare = line.replace(/\\[!-/:-@[-`{-~]/g, "").replace(/^!\[([^[\]]*)\]\(charts\/\w+\.svg\)$/, "$1")
    .replace(/^\*\*(.*)\*\*$/, "$1").replace(/^(#+|[->]|\|( (---|--:) \|)+) ?/, "");
  return bare.match(/[`*_[\]<>~$]|:\/\/|www\.|@|&(?!(amp|lt|gt|#\d+);)/g) ?? [];
}

Deno.test("Hostile text adds no element, no attribute and no link to the page", async () => {
  const shape = (page: string) => {
    const all = elements(parseMarkup(page)).filter(({ name }) => name !== "tspan");
    return all.map(({ name, attributes }) => `${name} ${Object.keys(attributes).toSorted()}`);
  };
  const expected = shape((await renderReport(exampleInput(PLAIN)))["index.html"]);
  for (const text of HOSTILE.filter((one) => !INVISIBLE.test(one))) {
    const { "index.html": page } = await renderReport(exampleInput(hostileNames(text)));
    assertEquals(shape(page), expected, text);
    assertEquals(elements(parseMarkup(page)).filter(({ name }) => /^(script|iframe|img|link|object)$/.test(name)), []);
  }
});

Deno.test("Hostile text changes no line, row or cell of the Markdown", () => {
  const expected = skeleton(markdown(reportContent(exampleInput(PLAIN))));
  const live = HOSTILE.filter((text) => {
    const lines = skeleton(markdown(reportContent(exampleInput(hostileNames(text)))));
    return lines.length !== expected.length || lines.some((kind, i) => kind !== expected[i]);
  });
  assertEquals(live, []);
});

Deno.test("Hostile text starts no emphasis, code, link, picture, HTML or autolink in the Markdown", () => {
  const live = HOSTILE.filter((text) => {
    const lines = markdown(reportContent(exampleInput(hostileNames(text)))).split(/\r\n|\r|\n/);
    return lines.some((line) => liveInline(line).length > 0);
  });
  assertEquals(live, []);
});

Deno.test("Hostile text changes no line of the model card's body and starts no markup in it", () => {
  const body = (card: string) => card.slice(card.indexOf("\n---\n", 4) + 5);
  const expected = skeleton(body(exampleInput(PLAIN).modelCard!));
  const live = HOSTILE.filter((text) => {
    const card = body(exampleInput(hostileNames(text)).modelCard!);
    const lines = skeleton(card);
    return lines.length !== expected.length || lines.some((kind, i) => kind !== expected[i]) ||
      card.split(/\r\n|\r|\n/).some((line) => liveInline(line).length > 0);
  });
  assertEquals(live, []);
});

Deno.test("The front matter of the model card reads back as it was written, whatever the names hold", () => {
  const keys = Object.keys(parse(frontOf(exampleInput(PLAIN).modelCard!)) as object);
  for (const text of HOSTILE.filter((one) => !INVISIBLE.test(one))) {
    const front = parse(frontOf(exampleInput(hostileNames(text)).modelCard!)) as Record<string, unknown>;
    const [{ name, results: [{ dataset }] }] = front["model-index"] as [
      { name: string; results: [{ dataset: { name: string } }] },
    ];
    assertEquals([name, dataset.name, front.license, Object.keys(front)], [text, text, text, keys]);
  }
});

Deno.test("Text that turns, hides or rings is made visible in the tables of the page and in Markdown", () => {
  for (const text of HOSTILE.filter((one) => INVISIBLE.test(one))) {
    const content = reportContent(exampleInput(hostileNames(text)));
    assert(!INVISIBLE.test(htmlPage({ ...content, sections: content.sections }, noCharts)));
    assert(!INVISIBLE.test(markdown(content)));
  }
});

for (const file of ["index.html", "charts/accuracy.svg", "charts/confusion_1.svg"]) {
  Deno.test(`Text that turns, hides or rings does not reach ${file}`, async () => {
    for (const text of HOSTILE.filter((one) => INVISIBLE.test(one))) {
      const files = await renderReport(exampleInput(hostileNames(text)));
      assertEquals(INVISIBLE.exec(files[file])?.[0].codePointAt(0)?.toString(16), undefined);
      parseMarkup(files[file]);
    }
  });
}

Deno.test("Text that turns or hides does not reach the front matter of the model card", () => {
  for (const text of HOSTILE.filter((one) => INVISIBLE.test(one))) {
    assert(!INVISIBLE.test(frontOf(exampleInput(hostileNames(text)).modelCard!)));
  }
});

Deno.test("Text that turns, hides or rings does not reach a terminal through a table's head or cells", () => {
  for (const text of HOSTILE.filter((one) => INVISIBLE.test(one))) {
    const { evaluations } = exampleInput(hostileNames(text));
    for (const table of [systemTable(evaluations), metricTable(evaluations)]) {
      assert(!INVISIBLE.test(textTable(table)), table.caption);
    }
  }
});

Deno.test("Hostile text is kept as it is in report.json", () => {
  for (const text of HOSTILE) {
    const { title, evaluations } = JSON.parse(reportJson(exampleInput(hostileNames(text))));
    assertEquals([title, evaluations[0].system], [text, text]);
  }
});

function frontOf(card: string): string {
  return card.slice(4, card.indexOf("\n---\n", 4));
}
