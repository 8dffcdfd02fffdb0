import type { Response } from 'express';

/** Server-sent events, as a browser’s `EventSource` reads them. */
export const EVENT_STREAM = 'text/event-stream';

/** After so long (ms) a reader that was cut off asks again. */
const RETRY = 2_000;

/** Begins a stream of events; nothing on its way may hold it back or keep it. */
export function beginEvents(response: Response): void {
  response.set({
    'Content-Type': EVENT_STREAM,
    'Cache-Control': 'no-store',
    // Proxies like nginx wait for more.
    'X-Accel-Buffering': 'no',
  });
  response.flushHeaders();
  response.write(`retry: ${RETRY}\n\n`);
}

/** One event; without data it says only where a reader that is cut off goes on. */
export const eventText = (id: string, data?: object): string =>
  `id: ${id}\n${data ? `data: ${JSON.stringify(data)}\n` : ''}\n`;

/** What keeps a connection from being taken for dead. */
export const KEEP_ALIVE = ':\n\n';
