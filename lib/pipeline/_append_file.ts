import { dirname } from "@std/path";

/** A file that is only ever appended to, a line at a time. */
export interface AppendFile extends Disposable {
  /** Appends a line; with `sync` it is on disk when the call returns. */
  write(line: string, options: { sync: boolean }): void;
}

/**
 * Opens a file for lines, or makes it and its folder. A line that a crash cut short is ended first, so that it damages only
 * itself.
 *
 * @param path the file
 * @returns the open file
 */
export function openAppend(path: string): AppendFile {
  Deno.mkdirSync(dirname(path), { recursive: true });
  const file = Deno.openSync(path, { append: true, create: true, read: true });
  const write = (text: string) => {
    const bytes = new TextEncoder().encode(text);
    for (let done = 0; done < bytes.length;) done += file.writeSync(bytes.subarray(done));
  };
  try {
    if (!endsInLineBreak(file)) write("\n");
  } catch (error) {
    file.close();
    throw error;
  }
  return {
    write(line, { sync }) {
      write(`${line}\n`);
      if (sync) file.syncDataSync();
    },
    [Symbol.dispose]: () => file.close(),
  };
}

function endsInLineBreak(file: Deno.FsFile): boolean {
  const { size, isFile } = file.statSync();
  if (!isFile || size === 0) return true;
  const last = new Uint8Array(1);
  file.seekSync(-1, Deno.SeekMode.End);
  file.readSync(last);
  return last[0] === 10;
}
