/// <reference lib="dom" />
import { type Browser, chromium, type Page } from "playwright-core";

const EXECUTABLE = "/usr/bin/chromium";
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

/** Whether there is a browser to test with. */
export const hasBrowser = await Deno.stat(EXECUTABLE).then(({ isFile }) => isFile, () => false);

/** A page that was opened from disk, and what it said and asked for meanwhile. */
export interface Opened {
  readonly page: Page;
  /** What the console and uncaught errors said. */
  readonly messages: string[];
  /** Every address that was requested. */
  readonly requests: string[];
}

/** Starts a browser. The caller closes it. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: EXECUTABLE, args: ARGUMENTS });
}

/** Opens a file in a page of its own. */
export async function openFile(browser: Browser, file: string, width = 1280): Promise<Opened> {
  const page = await browser.newPage({ viewport: { width, height: 800 } });
  const messages: string[] = [];
  const requests: string[] = [];
  page.on("console", (message) => messages.push(message.text()));
  page.on("pageerror", (error) => messages.push(error.message));
  page.on("dialog", (dialog) => {
    messages.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(`file://${file}`, { waitUntil: "networkidle" });
  return { page, messages, requests };
}

/** The contrast ratio of WCAG 2.2 of every text in the elements that match, by its computed colour and ground. */
export async function contrasts(page: Page, selector: string): Promise<{ text: string; ratio: number }[]> {
  const found = await page.locator(selector).evaluateAll((elements: Element[]) =>
    elements.map((element) => {
      let ground: Element | null = element;
      while (ground !== null && getComputedStyle(ground).backgroundColor === "rgba(0, 0, 0, 0)") {
        ground = ground.parentElement;
      }
      const { color } = getComputedStyle(element);
      const background = ground === null ? "rgb(255, 255, 255)" : getComputedStyle(ground).backgroundColor;
      return { text: (element.textContent ?? "").slice(0, 40), color, background };
    })
  );
  return found.map(({ text, color, background }) => ({
    text,
    ratio: ratioOf(luminance(color), luminance(background)),
  }));
}

/** The background colour of the body. */
export function groundOf(page: Page): Promise<string> {
  return page.evaluate(() => getComputedStyle(document.body).backgroundColor);
}

/** How much wider than its window the document is, in CSS pixels. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
}

// https://www.w3.org/TR/WCAG22/#dfn-relative-luminance
function luminance(color: string): number {
  const parts = /^rgb\((\d+), (\d+), (\d+)\)$/.exec(color);
  if (parts === null) throw new Error(`not an opaque colour: ${color}`);
  const [r, g, b] = parts.slice(1).map((part) => Number(part) / 255)
    .map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function ratioOf(one: number, two: number): number {
  return (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
}
