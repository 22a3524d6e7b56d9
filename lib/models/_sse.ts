/**
 * Reads server-sent events: lines end with LF, CR or CRLF, wherever the chunks are cut; comments and fields other than `data`
 * are passed over. What stands at the end without an empty line counts too: servers leave it out.
 *
 * @param chunks the bytes of the body
 * @param undecodable the error for bytes that are no UTF-8
 * @returns the data of each event
 */
export async function* readSse(chunks: AsyncIterable<Uint8Array>, undecodable: () => Error): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let rest = "";
  let data: string[] = [];
  let endsWithCr = false;
  for await (const chunk of chunks) yield* take(decode(chunk));
  yield* take(`${decode()}\n\n`);

  function decode(chunk?: Uint8Array): string {
    try {
      return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
    } catch {
      throw undecodable();
    }
  }

  function* take(text: string): Generator<string> {
    if (text === "") return;
    const lines = (endsWithCr && text.startsWith("\n") ? text.slice(1) : text).split(/\r\n|\n|\r/);
    endsWithCr = text.endsWith("\r");
    lines[0] = rest + lines[0];
    rest = lines.pop()!;
    for (const line of lines) {
      if (line.startsWith("data:")) data.push(line.slice(line[5] === " " ? 6 : 5));
      else if (line === "" && data.length > 0) {
        yield data.join("\n");
        data = [];
      }
    }
  }
}
