import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** What the service said to the requests of a run. */
export interface Answers {
  /** How often each status came. */
  readonly statuses: Map<number, number>;
  /** The tickets that were registered, and the attachments that were taken in. */
  readonly tickets: Set<string>;
  readonly attachments: Set<string>;
}

/** One request and its answer, as Schemathesis reports it. */
interface Interaction {
  readonly request: { readonly method: string; readonly uri: string };
  readonly response: {
    readonly status_code: number;
    readonly headers: Readonly<Record<string, readonly string[]>>;
  } | null;
}

interface Reported {
  readonly ScenarioFinished?: {
    readonly recorder: { readonly interactions: Readonly<Record<string, Interaction>> };
  };
}

/** Reads a report of Schemathesis (`ndjson`), and adds it to what was said before. */
export async function readAnswers(report: string, answers: Answers): Promise<void> {
  for await (const line of createInterface({ input: createReadStream(report) })) {
    const { ScenarioFinished: scenario } = JSON.parse(line) as Reported;
    for (const interaction of Object.values(scenario?.recorder.interactions ?? {})) add(interaction, answers);
  }
}

function add({ request: { method, uri }, response }: Interaction, answers: Answers): void {
  if (!response) return;
  const { status_code: status, headers } = response;
  answers.statuses.set(status, (answers.statuses.get(status) ?? 0) + 1);
  const made = headers['location']?.[0];
  if (method !== 'POST' || made === undefined) return;
  const { pathname } = new URL(uri);
  if (pathname === '/v1/tickets') answers.tickets.add(made);
  else if (pathname.endsWith('/attachments')) answers.attachments.add(made);
}
