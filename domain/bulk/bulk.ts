import { type BulkCommand, type BulkOutcome, type BulkState, COMMANDS, type Language } from '../words';
import { commandId, type CommandId } from '../ids';
import { PROCEDURES } from '../procedures/index';
import { type Because, because, type Refusal } from '../procedures/refusal';
import type { CommandOf } from '../procedures/command';
import { spokenRefusal } from '../procedures/refusal';
import { spoken } from '../telling/reasons';
import type { TicketView } from '../telling/view';

/** So many tickets a bulk has at most. */
export const MOST_IN_BULK = 20_000;
/** So many tickets are told between two steps of its workflow: few enough that a crash repeats little. */
export const BULK_PAGE = 100;

/** How many tickets of a bulk, or of a page of it, have which outcome. */
export type BulkCounts = Readonly<Record<BulkOutcome, number>>;

/** What the workflow of a bulk is started with: neither its texts nor its tickets, which lie in the database (DESIGN §6). */
export interface BulkInput {
  readonly bulk: string;
  /** In Chinese, e.g. `批量派单 · 共1200件`. */
  readonly what: string;
  readonly pages: number;
  readonly total: number;
  /** Where it goes on after it continued as new. */
  readonly reached?: BulkReached;
}

export interface BulkReached {
  /** The pages that were told, in their order, with what came of each. */
  readonly told: readonly PageCounts[];
  /** Rounds after the first, in a row, in which no further ticket answered. */
  readonly vain: number;
}

/** Of a page that was told: `done`, `refused`, `unavailable`; what is missing is waiting. Short, since a history has it often. */
export type PageCounts = readonly [done: number, refused: number, unavailable: number];

/** `批量派单 · 共1200件` */
export const bulkTitle = (command: BulkCommand, total: number): string =>
  `批量${COMMANDS[command]} · 共${total}件`;

/** The command of one ticket: the same whoever sends it and however often, so that it is applied once. */
export const bulkCommandId = (bulk: string, ticket: string): CommandId => commandId(`${bulk}:${ticket}`);

/** The bulk that a command is of; undefined for one that was given by itself. */
export const bulkOf = (command: string): string | undefined => /^(BK-[^:]+):/.exec(command)?.[1];

/** How it stands with a bulk. */
export const bulkState = ({ ended }: { readonly ended?: { readonly stopped: boolean } }): BulkState => {
  if (!ended) return 'running';
  return ended.stopped ? 'stopped' : 'completed';
};

/** What decides at first sight whether a ticket takes a command. */
export type AtFirstSight = Pick<TicketView, 'state' | 'pending' | 'supervision'>;

/**
 * Why a ticket will refuse a command of a bulk, as far as that shows without its whole course: what it says when it is told has the last
 * word. Undefined where nothing hinders it at first sight.
 */
export function foreseen(
  view: AtFirstSight,
  command: Pick<CommandOf<BulkCommand>, 'name'> & Partial<Pick<CommandOf<'decide'>, 'request' | 'unit'>>,
): Because | undefined {
  const { name, request, unit } = command;
  const { state, pending, supervision } = view;
  if (!PROCEDURES[name].in.some((it) => it === state))
    return because('not-in-this-state', { command: name, state });
  if (name === 'decide') {
    if (pending.length === 0) return because('nothing-waits');
    const asked = pending.filter((it) => it.request === request && (unit === undefined || it.unit === unit));
    if (request !== undefined && asked.length === 0) return because('no-such-request', { request });
  }
  if (name === 'end-supervision' && supervision.every(({ endedAt }) => endedAt !== undefined))
    return because('not-supervised');
  return undefined;
}

/** A refusal as the outcome of a ticket is told. */
export interface SpokenOutcome {
  readonly reason: string;
  readonly code?: Refusal['reason'];
  readonly rule?: string;
}

/** Why a ticket refused, in the reader's language: of several fields that are wrong, each. */
export function spokenOutcome(refusal: Refusal, language: Language): SpokenOutcome {
  const said = spokenRefusal(refusal, language);
  const code = said.reason;
  if (said.kind !== 'invalid') {
    const rule = said.kind === 'state' ? said.rule : undefined;
    return { reason: said.detail, code, ...(rule === undefined ? {} : { rule }) };
  }
  const rule = said.errors.find((it) => it.rule !== undefined)?.rule;
  const fields = said.errors.map(({ path, message }) => `${path}: ${message}`);
  return { reason: [said.detail, ...fields].join(' '), code, ...(rule === undefined ? {} : { rule }) };
}

/** The same of what is foreseen. */
export const spokenForesight = (why: Because, language: Language): SpokenOutcome => ({
  reason: spoken(why, language),
  code: why.reason,
  ...(why.rule === undefined ? {} : { rule: why.rule }),
});

export const NOTHING_YET = { waiting: 0, done: 0, refused: 0, unavailable: 0 } satisfies BulkCounts;

export const totalOf = (pages: readonly BulkCounts[]): BulkCounts =>
  pages.reduce<BulkCounts>(
    (all, it) => ({
      waiting: all.waiting + it.waiting,
      done: all.done + it.done,
      refused: all.refused + it.refused,
      unavailable: all.unavailable + it.unavailable,
    }),
    NOTHING_YET,
  );
