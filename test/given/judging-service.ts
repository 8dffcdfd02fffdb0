import type { Answer, Ask, Service } from '../../dev/demo/service';
import { commandDoors } from '../../api/commands/doors';
import { rulebookJson } from '../../api/law/reference';
import { takeIn } from '../../api/tickets/intake';
import { ticketBody } from '../../api/tickets/ticket-body';
import { importPast } from '../../activities/importing/importing';
import { loadConfig } from '../../config/load';
import { publishedCalendars } from '../../config/published-calendars';
import { commandId, ticketId, unitId } from '../../domain/ids';
import { evaluationHindrance } from '../../domain/procedures/caller/evaluating';
import type { Command } from '../../domain/procedures/command';
import { decide } from '../../domain/procedures/decide';
import { due } from '../../domain/ticket/due';
import type { Actor } from '../../domain/ticket/event';
import { evolveAll } from '../../domain/ticket/evolve';
import { openTicket } from '../../domain/ticket/input';
import type { Ticket } from '../../domain/ticket/ticket';
import { instant } from '../../domain/time/instant';
import { type CommandName, keysOf } from '../../domain/words';
import type { Store } from '../../storage/store';
import { Readable } from 'node:stream';

const config = loadConfig();
const calendars = {
  years: publishedCalendars(),
  local: new Map(),
  publication: 0,
  localPublications: new Map(),
};
const doors = commandDoors(config);
const newTicket = ticketBody(config);
const books = new Map(
  [...config.rulebooks].map(([id, book]) => [id, rulebookJson(book, config.written.get(id))]),
);

/**
 * A service that takes and refuses what the real one does, by the schemas of the API and the procedures of the domain, at the moment that
 * `Date.now()` says; it keeps its tickets in memory, and sends nothing to anybody.
 */
export function judgingService(): Service {
  const tickets = new Map<string, Ticket>();
  let numbers = 0;

  function registered(as: Ask['as'], body: object | undefined): Answer<unknown> {
    const read = newTicket.safeParse(body);
    if (!read.success) return refused(read.error.message);
    const id = ticketId(`T-${++numbers}`);
    const by = { id, at: instant(Date.now()), subject: as as never };
    const { ticket, events } = openTicket(takeIn({ config, calendars }, read.data, by).input);
    tickets.set(id, evolveAll(ticket, events));
    return { status: 201, body: { id } };
  }

  function commanded(id: string, name: CommandName, { as, body }: Ask): Answer<unknown> {
    const ticket = tickets.get(id);
    if (!ticket) return refused(`there is no ticket ${id}`);
    const { who, body: schema } = doors[name];
    if (!who.includes(as.role)) return refused(`${as.role} may not ${name}`);
    const read = schema.safeParse(body);
    if (!read.success) return refused(read.error.message);
    const { texts, facts } = read.data;
    const now = instant(Date.now());
    const actor: Actor =
      as.role === 'unit' ? { role: 'unit', unit: unitId(as.unit ?? '') } : { role: as.role as 'operator' };
    const command = {
      id: commandId(`c${++numbers}`),
      name,
      actor,
      parts: Object.keys(texts),
      at: now,
      ...facts,
    };
    const today = evolveAll(ticket, due(ticket, now));
    if (today.state === 'closed') {
      // As the real one, beside the workflow, which is over.
      const { stage } = facts as { readonly stage?: 'intake' | 'handling' };
      const possible = name === 'evaluate' && stage && !evaluationHindrance(today, stage);
      return possible ? { status: 200, body: { id } } : refused(`${name}: it is closed`);
    }
    // Its schema made its facts.
    const decision = decide(today, command as unknown as Command, now);
    if (!decision.accepted) return refused(JSON.stringify(decision.refusal));
    tickets.set(id, evolveAll(today, decision.events));
    return { status: 200, body: { id } };
  }

  async function imported({ raw }: Ask): Promise<Answer<unknown>> {
    const misfits: unknown[] = [];
    const store = {
      tickets: {
        find: async () => undefined,
        confirm: async () => {},
        add: async (it: { input: object }) => it.input,
      },
      texts: { put: async () => undefined },
      recordTurn: async () => {},
    } as unknown as Store;
    const counts = await importPast(
      { config, calendars, store, start: async () => {} },
      {
        bytes: Readable.from([raw?.text ?? '']),
        format: 'json-lines',
        source: 'demo',
        open: true,
        by: 'somebody',
        now: instant(Date.now()),
      },
      (misfit) => misfits.push(misfit),
    );
    return { status: 200, body: { ...counts, misfits } };
  }

  async function answered(path: string, asked: Ask): Promise<Answer<unknown>> {
    const [, ticket = '', name = ''] = /^\/v1\/tickets\/([^/]+)\/([\w-]+)$/.exec(path) ?? [];
    const command = keysOf(doors).find((it) => it === name);
    if (command) return commanded(ticket, command, asked);
    const [address = ''] = path.split('?');
    const book = books.get(address.replace('/v1/rulebooks/', ''));
    if (book) return { status: 200, body: book };
    switch (address) {
      case '/v1/rulebooks':
        return { status: 200, body: { items: [...books.values()] } };
      case '/v1/units':
        return { status: 200, body: { items: config.units.all } };
      case '/v1/tickets':
        return registered(asked.as, asked.body);
      case '/v1/imports':
        return imported(asked);
      case '/v1/knowledge':
      case '/v1/restrictions':
        return { status: 201, body: {} };
      default:
        return refused(`nobody knows ${path}`);
    }
  }

  return {
    url: 'nowhere',
    // What an address answers is for whoever asks it to know.
    ask: <T>(path: string, asked: Ask) => answered(path, asked) as Promise<Answer<T>>,
  };
}

const refused = (detail: string): Answer<unknown> => ({ status: 422, body: { detail } });
