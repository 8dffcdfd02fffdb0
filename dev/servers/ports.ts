import { createServer } from 'node:net';

/** A TCP port of this machine that nothing listens on at this moment. */
export function freePort(): Promise<number> {
  return listenOnce(0, '127.0.0.1');
}

/** Throws an error that names the port, and the variable that moves it, when something listens there. */
export async function assertPortFree(port: number, variable?: string): Promise<void> {
  try {
    await listenOnce(port, '127.0.0.1');
    await listenOnce(port);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? 'is in use by another program' : `can't be used (${code})`;
    throw new Error(`port ${port} ${why}${variable ? `; choose another with ${variable}=…` : ''}`, {
      cause: error,
    });
  }
}

function listenOnce(port: number, host?: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : port));
    });
  });
}
