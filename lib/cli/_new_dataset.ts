import { digest } from "../core/digest.ts";
import type { DraftFile } from "./_new_draft.ts";

/** The example rows: support mails, two labels, and what two systems answered. */
const ROWS: readonly (readonly [text: string, label: string, a: string | null, b: string | null])[] = [
  ["Where is my parcel? It should have come on Monday.", "delivery", "delivery", "delivery"],
  ["I was charged twice for the same order.", "payment", "payment", "payment"],
  ["Can you send it to my office instead?", "delivery", "delivery", "payment"],
  ["The invoice shows the wrong address.", "payment", "delivery", "payment"],
  ["My card was refused although it is valid.", "payment", "payment", "payment"],
  ["The courier left the box in the rain.", "delivery", "delivery", "delivery"],
  ["When do I get my money back?", "payment", "payment", null],
  ["The tracking page has said the same for a week.", "delivery", "delivery", "delivery"],
  ["Do you take bank transfers?", "payment", "payment", "payment"],
  ["Half of the order is missing from the box.", "delivery", "payment", "delivery"],
  ["Please split the bill between two cards.", "payment", "payment", "delivery"],
  ["Is there a pick-up point near the station?", "delivery", "delivery", "delivery"],
];

/**
 * A dataset to begin with: a file of example rows and its card.
 *
 * @param name the dataset's folder
 * @param options `file`: the name of the file; `answers`: whether the rows hold recorded answers of two systems
 * @returns both files
 */
export function newDataset(name: string, options: { file: string; answers: boolean }): DraftFile[] {
  const { file, answers } = options;
  const lines = ROWS.map(([text, label, systemA, systemB]) => {
    return JSON.stringify({ text, label, ...(answers ? { system_a: systemA, system_b: systemB } : {}) });
  });
  const data = `${lines.join("\n")}\n`;
  return [
    { path: `datasets/${name}/card.md`, text: cardOf(name, file, digest(data), answers), isChange: false },
    { path: `datasets/${name}/${file}`, text: data, isChange: false },
  ];
}

function cardOf(name: string, file: string, sha256: string, answers: boolean): string {
  const title = name.replaceAll(/[_-]/g, " ");
  const recorded = answers
    ? "- `system_a`, `system_b`: what two invented systems answered; null where there is no answer.\n"
    : "";
  return `---
pretty_name: ${JSON.stringify(title)}
license: mit
language: [en]
task_categories: [text-classification]
size_categories: [n<1K]
source: example rows, written for the template of this dataset
digests:
  ${file}: ${sha256}
---

# ${title}

${ROWS.length} invented messages to a shop, each with its subject. They are examples: put your own rows in their place.

## Format

JSON lines, one message each:

- \`text\`: the message.
- \`label\`: its subject, \`delivery\` or \`payment\`.
${recorded}
## Limits

- ${ROWS.length} rows show the format; they decide nothing.
- After every change of the rows write the new digest of the file above, and say here where the rows come from, who
  judged them, what they leave out, and under which licence they may be used. \`sha256sum\` prints the digest.
`;
}
