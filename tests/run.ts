/**
 * The gate. `deno task test` installs what the tests need and runs all of it; `deno task ok` leaves out the end-to-end tests.
 * The last line is "N passed, N failed", with ", N skipped" where something was.
 *
 * Each check (format, lint, types, documentation) counts as one test.
 */

interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

interface Need {
  /** The Debian package. */
  package: string;
  /** A program that it brings. */
  program: string;
}

const NEEDS: readonly Need[] = [
  { package: "chromium", program: "chromium" },
  { package: "jupyter-nbconvert", program: "jupyter-nbconvert" },
  { package: "redis-server", program: "redis-server" },
];
const isQuick = Deno.args.includes("--quick");
const isCI = Deno.env.get("CI") === "true";

if (Deno.args.includes("--help")) {
  console.log("deno task test: the whole gate.  deno task ok: the same without installing and without tests/e2e.");
  Deno.exit(0);
}

const total: Count = { passed: 0, failed: 0, skipped: 0 };
if (!isQuick) add("Debian packages", await installMissing());
add("format", await check("fmt", "--check"));
add("lint, with the layer rule", await check("lint"));
add("types", await check("check", "mod.ts", ...sources("lib"), ...sources("tests")));
add("documentation", await lintDocs());
add("examples in the documentation", await runTests("--doc", "lib", "mod.ts"));
add("tests", await runTests(isQuick ? "--ignore=tests/e2e" : "--trace-leaks", "tests"));
const skipped = total.skipped === 0 ? "" : `, ${total.skipped} skipped`;
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
Deno.exit(total.failed === 0 ? 0 : 1);

function add(name: string, count: Count): void {
  total.passed += count.passed;
  total.failed += count.failed;
  total.skipped += count.skipped;
  console.log(`${count.failed === 0 ? "ok    " : "FAILED"} ${name}: ${count.passed} passed, ${count.failed} failed\n`);
}

async function check(...args: string[]): Promise<Count> {
  const { success } = await run(Deno.execPath(), args);
  return { passed: success ? 1 : 0, failed: success ? 0 : 1, skipped: 0 };
}

/** Every public symbol is documented. That our types mention those of packages is no fault, though the linter says so. */
async function lintDocs(): Promise<Count> {
  const mods = Array.from(Deno.readDirSync("lib")).map(({ name }) => `lib/${name}/mod.ts`).filter(exists);
  const { output } = await run(Deno.execPath(), ["doc", "--lint", "mod.ts", ...mods], { silent: true });
  const complaints = output.split(/\n(?=error\[)/).filter((text) => text.startsWith("error["));
  const code = sources("lib").map((path) => Deno.readTextFileSync(path)).join("\n");
  const ours = complaints.filter((text) => {
    const mentioned = /references private type '(?:\w+\.)?(\w+)'/.exec(text);
    return mentioned === null || new RegExp(`(type|interface|class) ${mentioned[1]}\\b`).test(code);
  });
  ours.forEach((text) => console.error(text));
  return { passed: ours.length === 0 ? 1 : 0, failed: ours.length, skipped: 0 };
}

async function runTests(...args: string[]): Promise<Count> {
  const { success, output } = await run(Deno.execPath(), ["test", "-A", "--reporter=dot", ...args]);
  const summary = output.split("\n").findLast((line) => /\d+ passed/.test(line)) ?? "";
  const number = (what: string) => Number(new RegExp(`(\\d+) ${what}`).exec(summary)?.[1] ?? 0);
  const failed = number("failed");
  // A file that does not load, or a leak, fails without a failed test.
  return { passed: number("passed"), failed: success ? failed : Math.max(1, failed), skipped: number("ignored") };
}

/** Installs missing Debian packages where that is allowed; elsewhere says what to install. */
async function installMissing(): Promise<Count> {
  let missing = await missingNeeds();
  if (missing.length > 0 && Deno.build.os === "linux" && Deno.uid() === 0 && await has("apt-get")) {
    const env = { DEBIAN_FRONTEND: "noninteractive" };
    await run("apt-get", ["update", "-qq"], { env });
    await run("apt-get", ["install", "-y", "-qq", ...missing.map((need) => need.package)], { env, silent: true });
    missing = await missingNeeds();
  }
  if (missing.length === 0) return { passed: 1, failed: 0, skipped: 0 };
  console.error(
    `The tests that need them are skipped; install them with: apt-get install ${
      missing.map((need) => need.package).join(" ")
    }`,
  );
  return { passed: 0, failed: isCI ? missing.length : 0, skipped: 0 };
}

async function missingNeeds(): Promise<Need[]> {
  const found = await Promise.all(NEEDS.map((need) => has(need.program)));
  return NEEDS.filter((_, i) => !found[i]);
}

async function has(program: string): Promise<boolean> {
  const { success } = await run("sh", ["-c", `command -v ${program}`], { silent: true });
  return success;
}

async function run(
  program: string,
  args: readonly string[],
  options: { env?: Record<string, string>; silent?: boolean } = {},
): Promise<{ success: boolean; output: string }> {
  const command = new Deno.Command(program, {
    args: [...args],
    env: { NO_COLOR: "1", ...options.env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
  const child = command.spawn();
  const [stdout, stderr] = await Promise.all([tee(child.stdout, options), tee(child.stderr, options)]);
  return { success: (await child.status).success, output: stdout + stderr };
}

async function tee(stream: ReadableStream<Uint8Array>, options: { silent?: boolean }): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of stream) {
    if (options.silent !== true) Deno.stdout.writeSync(chunk);
    text += decoder.decode(chunk, { stream: true });
  }
  return text;
}

function sources(folder: string): string[] {
  return Array.from(Deno.readDirSync(folder)).flatMap(({ name, isDirectory }) => {
    const path = `${folder}/${name}`;
    return isDirectory ? sources(path) : path.endsWith(".ts") ? [path] : [];
  });
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
