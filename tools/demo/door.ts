import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A loopback port in front of another one, which can refuse connections for a while. */
export interface Door {
  readonly port: number;
  /** Refuses connections, and cuts those that there are. */
  shut(): Promise<void>;
  open(): Promise<void>;
}

/** @param target the port behind it, on loopback */
export async function startDoor(target: number): Promise<Door> {
  const sockets = new Set<Socket>();
  const pass = (incoming: Socket) => {
    const outgoing = connect(target, '127.0.0.1');
    for (const [socket, other] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  };
  const listen = (at: number) =>
    new Promise<Server>((listening, failed) => {
      const server = createServer({ allowHalfOpen: true }, pass);
      server.once('error', failed);
      server.listen(at, '127.0.0.1', () => listening(server));
    });
  let server: Server | undefined = await listen(0);
  const { port } = server.address() as AddressInfo;
  // One after the other: to open a door that is being shut would fail.
  let turn: Promise<void> = Promise.resolve();
  const inTurn = (act: () => Promise<void>) => {
    turn = turn.catch(() => undefined).then(act);
    return turn;
  };
  return {
    port,
    shut: () =>
      inTurn(async () => {
        const closing = server;
        if (closing === undefined) return;
        server = undefined;
        const closed = new Promise<void>((done) => closing.close(() => done()));
        for (const socket of sockets) socket.destroy();
        await closed;
      }),
    open: () =>
      inTurn(async () => {
        server ??= await listen(port);
      }),
  };
}
