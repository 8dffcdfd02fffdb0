/** One event of a stream, as `EventSource` would tell it; one without data says only where to go on. */
export interface StreamedEvent {
  readonly id?: string;
  readonly data?: unknown;
}

export interface EventReader {
  readonly status: number;
  readonly headers: Headers;
  /** What came so far: with data, in order. */
  readonly events: readonly StreamedEvent[];
  /** Comments that came. */
  readonly comments: number;
  /** Where a browser that is cut off goes on. */
  readonly lastId: string | undefined;
  /** The answer came to its end, or was cut off. */
  readonly ended: boolean;
  /** It was cut off, or left, in the middle. */
  readonly cut: boolean;
  stop(): void;
}

/** Reads server-sent events as they come. */
export async function readEvents(
  url: string,
  token: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<EventReader> {
  const leaving = new AbortController();
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream', ...headers },
    signal: leaving.signal,
  });
  const events: StreamedEvent[] = [];
  const reader = { comments: 0, lastId: undefined as string | undefined, ended: false, cut: false };
  const take = (block: string): void => {
    const fields = new Map(
      block.split('\n').map((line): [string, string] => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon), line.slice(colon + 1).trimStart()];
      }),
    );
    if (fields.has('')) reader.comments++;
    const id = fields.get('id');
    const data = fields.get('data');
    if (id !== undefined) reader.lastId = id;
    if (data !== undefined) events.push({ ...(id === undefined ? {} : { id }), data: JSON.parse(data) });
  };
  void (async () => {
    let rest = '';
    const decoder = new TextDecoder();
    try {
      for await (const bytes of response.body ?? []) {
        const blocks = (rest + decoder.decode(bytes as Uint8Array, { stream: true })).split('\n\n');
        rest = blocks.pop() ?? '';
        blocks.forEach(take);
      }
    } catch {
      reader.cut = true;
    }
    reader.ended = true;
  })();
  return {
    status: response.status,
    headers: response.headers,
    events,
    get comments() {
      return reader.comments;
    },
    get lastId() {
      return reader.lastId;
    },
    get ended() {
      return reader.ended;
    },
    get cut() {
      return reader.cut;
    },
    stop: () => leaving.abort(),
  };
}
