/** A wire between clients and a server on the loopback, that can be cut. */
export interface Relay {
  /** Where it listens. */
  readonly port: number;
  /** Ends the connection that the server knows by this port of its other end. */
  cut(port: number): void;
  /** Ends all, and listens no more. */
  close(): Promise<void>;
}

/** Relays what comes on a free port to a port of the loopback. */
export function relayTo(target: number): Relay {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const wires = new Map<number, () => void>();
  const underWay = new Set<Promise<void>>();
  const accepting = (async () => {
    for await (const client of listener) {
      const piping = connect(client).finally(() => underWay.delete(piping));
      underWay.add(piping);
    }
  })();

  async function connect(client: Deno.Conn): Promise<void> {
    const server = await Deno.connect({ hostname: "127.0.0.1", port: target });
    const { port } = server.localAddr as Deno.NetAddr;
    const end = () => {
      if (!wires.delete(port)) return;
      client.close();
      server.close();
    };
    wires.set(port, end);
    // Either side may go away at any time, and takes the other with it.
    const ignore = () => {};
    await Promise.allSettled([
      pump(client, server).catch(ignore).finally(end),
      pump(server, client).catch(ignore).finally(end),
    ]);
  }

  return {
    port: listener.addr.port,
    cut: (port) => wires.get(port)?.(),
    async close() {
      listener.close();
      await accepting;
      for (const end of [...wires.values()]) end();
      await Promise.all(underWay);
    },
  };
}

async function pump(from: Deno.Conn, to: Deno.Conn): Promise<void> {
  const buffer = new Uint8Array(16_384);
  for (let read = await from.read(buffer); read !== null; read = await from.read(buffer)) {
    for (let sent = 0; sent < read;) sent += await to.write(buffer.subarray(sent, read));
  }
}
