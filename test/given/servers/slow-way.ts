import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to a server that holds back whatever is sent there. */
export interface SlowWay {
  readonly port: number;
  /** By how much (ms); 0 lets all pass at once. */
  delay: number;
  stop(): Promise<void>;
}

/** @param port where the server listens, on this machine */
export async function slowWayTo(port: number): Promise<SlowWay> {
  const sockets = new Set<Socket>();
  const way = createServer((from) => {
    const to = connect(port, '127.0.0.1');
    for (const [socket, other] of [
      [from, to],
      [to, from],
    ] as const) {
      sockets.add(socket);
      // An end that breaks off takes the other with it.
      socket.on('error', () => other.destroy()).on('close', () => other.destroy());
    }
    to.pipe(from);
    from.on('data', (chunk) => void setTimeout(() => to.writable && to.write(chunk), slow.delay));
  });
  await new Promise<void>((resolve) => way.listen(0, '127.0.0.1', resolve));
  const slow: SlowWay = {
    port: (way.address() as AddressInfo).port,
    delay: 0,
    stop: () =>
      new Promise<void>((resolve) => {
        way.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
  return slow;
}
