import { AssayError } from "../core/assay_error.ts";
import { type Processor, processText } from "./_file_processor.ts";
import { writeAll, writeAtomically } from "./_file_write.ts";

const CHUNK_BYTES = 64 * 2 ** 10;

/** How {@linkcode streamFile} goes about it. */
export interface StreamOptions {
  /** What is done to the text; without it the bytes are copied as they are. */
  readonly processor?: Processor;
  /** What messages call the source; default: its path. */
  readonly name?: string;
  /** Ends the work between two chunks. */
  readonly signal?: AbortSignal;
  /** Told the bytes read so far. */
  readonly onRead?: (bytes: number) => void;
}

/**
 * Copies a file chunk by chunk, whatever its size, and may change its text on the way.
 *
 * @param source an absolute path
 * @param destination an absolute path; it is replaced when all is written
 * @param options see {@linkcode StreamOptions}
 * @returns the bytes written
 * @throws {AssayError} if text must be changed and the file is not UTF-8
 */
export async function streamFile(source: string, destination: string, options: StreamOptions = {}): Promise<number> {
  let written = 0;
  await writeAtomically(destination, async (output) => {
    using input = await Deno.open(source);
    const chunks = readChunks(input, options);
    const parts = options.processor === undefined
      ? chunks
      : encode(processText(decode(chunks, options.name ?? source), options.processor));
    for await (const part of parts) {
      await writeAll(output, part);
      written += part.length;
    }
  });
  return written;
}

/** The chunks share one buffer: each must be done with before the next is asked for. */
async function* readChunks(file: Deno.FsFile, { signal, onRead }: StreamOptions): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(CHUNK_BYTES);
  let total = 0;
  while (true) {
    signal?.throwIfAborted();
    const count = await file.read(buffer);
    if (count === null) return;
    total += count;
    onRead?.(total);
    yield buffer.subarray(0, count);
  }
}

async function* decode(chunks: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let at = 0;
  try {
    for await (const chunk of chunks) {
      yield decoder.decode(chunk, { stream: true });
      at += chunk.length;
    }
    yield decoder.decode();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new AssayError(`Cannot process ${name}`, {
      problems: [
        `it is not UTF-8 after byte ${at}; copy it with stream_copy, or convert it, for example with iconv -f latin1 -t utf-8`,
      ],
      cause: error,
    });
  }
}

/** Gathers small texts, since each write costs a call of the system. */
async function* encode(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let [gathered, length]: [string[], number] = [[], 0];
  for await (const text of texts) {
    gathered.push(text);
    length += text.length;
    if (length < CHUNK_BYTES) continue;
    yield encoder.encode(gathered.join(""));
    [gathered, length] = [[], 0];
  }
  yield encoder.encode(gathered.join(""));
}
