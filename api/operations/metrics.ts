import type { Request, RequestHandler } from 'express';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { type CommandName, COMMANDS, keysOf, type Kind } from '../../domain/words';
import type { ClientMetrics } from '../../telemetry/client-metrics';
import { EVENT_STREAM } from '../feed/event-stream';
import { routeOf } from '../http/log';

export type Metrics = ReturnType<typeof serviceMetrics>;

/**
 * What Prometheus reads (DESIGN §4). No label holds anything of a person or of one ticket.
 * What is asked when they are read, and gives no answer, is left out, so that metrics are read while the database or the engine is away.
 * @param outboxCounts messages by status
 * @param isPolled whether any worker asks for work; undefined where that is not known
 * @param requests what the engine's client measures
 * @param rotation documents by collection and by what a rotation to the newest data key did with them
 * @param harvests how many accounts were conspicuous lately by whom they looked at
 * @param listeners how many follow the change feed by this process, and wait for what comes
 */
export function serviceMetrics(
  outboxCounts: () => Promise<Readonly<Record<string, number>>>,
  isPolled: () => Promise<boolean | undefined>,
  requests: Pick<ClientMetrics, 'all'>,
  rotation: () => Promise<Readonly<Record<string, Readonly<Record<string, number>>>>>,
  harvests: () => Promise<number>,
  listeners: () => number = () => 0,
) {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const durations = new Histogram({
    name: 'huiyin_http_request_duration_seconds',
    help: 'Time from request to answer, by route.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const registered = new Counter({
    name: 'huiyin_tickets_registered_total',
    help: 'Tickets taken in; `waiting` are those that start when the engine is back.',
    labelNames: ['rulebook', 'kind', 'start'] as const,
    registers,
  });
  const commands = new Counter({
    name: 'huiyin_commands_total',
    help: 'Commands by name and by what became of them.',
    labelNames: ['command', 'result'] as const,
    registers,
  });
  // One that is there from the beginning: Prometheus sees no rise in what appears with its first.
  for (const command of keysOf(COMMANDS)) commands.inc({ command, result: 'fault' }, 0);
  const outbox = new Gauge({
    name: 'huiyin_outbox_messages',
    help: 'Messages to units and callers, by status.',
    labelNames: ['status'] as const,
    registers: [],
    async collect() {
      this.reset();
      const counts = await outboxCounts().catch(() => ({}));
      for (const [status, count] of Object.entries(counts)) this.set({ status }, count);
    },
  });
  registry.registerMetric(outbox);
  const polled = new Gauge({
    name: 'huiyin_workers_polling',
    help: 'Whether any worker asks for work: 1, or 0.',
    registers: [],
    async collect() {
      const polls = await isPolled();
      if (polls === undefined) this.remove();
      else this.set(Number(polls));
    },
  });
  registry.registerMetric(polled);
  registry.registerMetric(
    new Gauge({
      name: 'huiyin_reseal_documents',
      help: 'Of the rotation to the newest data key, documents by collection and by what became of them: looked (at), resealed, failed; and left: what depended on another key when it ended.',
      labelNames: ['collection', 'what'] as const,
      registers: [],
      async collect() {
        this.reset();
        const rooms = await rotation().catch(() => ({}));
        for (const [collection, counts] of Object.entries(rooms))
          for (const [what, count] of Object.entries(counts)) this.set({ collection, what }, count);
      },
    }),
  );
  // As the database has it: an API that ends before it is asked takes nothing away.
  const harvested = new Gauge({
    name: 'huiyin_harvests',
    help: 'How often, within the last hour, one account was shown the contacts of conspicuously many callers.',
    registers: [],
    async collect() {
      const found = await harvests().catch(() => undefined);
      if (found === undefined) this.remove();
      else this.set(found);
    },
  });
  registry.registerMetric(harvested);
  registry.registerMetric(
    new Gauge({
      name: 'huiyin_change_listeners',
      help: 'Connections on which changes of tickets are told as they happen.',
      registers: [],
      collect() {
        this.set(listeners());
      },
    }),
  );
  for (const metric of requests.all) registry.registerMetric(metric);
  return {
    contentType: registry.contentType,
    text: (): Promise<string> => registry.metrics(),
    ticketRegistered: (rulebook: string, kind: Kind, start: 'now' | 'waiting'): void =>
      registered.inc({ rulebook, kind, start }),
    commandAnswered: (command: CommandName, result: 'applied' | 'refused' | 'unavailable' | 'fault'): void =>
      commands.inc({ command, result }),

    /** Measures every request by its route as it was declared; but for those on which something is told for hours. */
    measure: ((request, response, next) => {
      const stop = durations.startTimer();
      response.once('finish', () => {
        if (response.get('Content-Type')?.startsWith(EVENT_STREAM)) return;
        // It is express's own, whatever its path's parameters are typed as.
        stop({ method: request.method, route: routeOf(request as Request), status: response.statusCode });
      });
      next();
    }) satisfies RequestHandler,
  };
}
