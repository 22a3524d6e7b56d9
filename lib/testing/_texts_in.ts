import { join } from "@std/path";

/** The texts of all files below a folder, by path from there with slashes, sorted; links are not followed. */
export function textsIn(folder: string): Record<string, string> {
  return Object.fromEntries(
    pathsIn(folder, "").sort().map((path) => [path, Deno.readTextFileSync(join(folder, path))]),
  );
}

function pathsIn(folder: string, inside: string): string[] {
  try {
    return Array.from(Deno.readDirSync(join(folder, inside))).flatMap(({ name, isDirectory, isFile }) => {
      const path = inside === "" ? name : `${inside}/${name}`;
      return isDirectory ? pathsIn(folder, path) : isFile ? [path] : [];
    });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
