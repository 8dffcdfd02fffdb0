import { commandId, unitId } from '../../domain/ids';
import type { OccasionCommand } from '../../domain/occasions/command';
import type { OccasionKind } from '../../domain/occasions/kind';
import { type OccasionRefusal, saying } from '../../domain/occasions/refusal';
import type { OccasionCommandName } from '../../domain/occasions/words';
import type { Language } from '../../domain/words';
import { inputOf, openOccasion } from '../../engine/occasions/opening';
import { orderedId } from '../../storage/ordered-id';
import type { Store } from '../../storage/store';
import { present } from '../commands/body-parts';
import type { Asked } from '../http/address';
import { languageOf } from '../http/language';
import { forbidden, invalid, Problem, type ProblemError, unavailable } from '../http/problem';
import type { Parts } from '../parts';
import { accountOf, actorOf, type Subject } from '../requests/subject';
import type { OccasionBody, OpeningBody } from './bodies';
import { type FoundOccasion, lookedAt, noOccasion, occasionJson } from './reading';

const TITLES = {
  state: { en: 'Not possible in this state', zh: '当前状态不能这样办理' },
  forbidden: { en: 'Not for this role', zh: '不由该角色办理' },
  invalid: { en: 'The request is not valid', zh: '内容不符合规则' },
} as const;
const STATUS = { state: 409, forbidden: 403, invalid: 422 } as const;

/** What a refusal by an occasion is over HTTP, in the reader's language. */
function refusedBy(refusal: OccasionRefusal, language: Language): Problem {
  const { kind, path = '', rule } = refusal;
  const detail = saying(refusal, language);
  return new Problem(STATUS[kind], kind, TITLES[kind][language], detail, {
    ...(kind === 'invalid' ? { errors: [{ path, message: detail, ...(rule ? { rule } : {}) }] } : {}),
    headers: { 'Content-Language': language === 'zh' ? 'zh-CN' : 'en', Vary: 'Accept-Language' },
  });
}

const NO_ANSWER = 'The engine gave no answer; ask again with the same Idempotency-Key.';

/** Gives a command to an occasion: its texts are stored first, then it is one update of the occasion's workflow (DESIGN §2, §6). */
export const actingOn =
  (parts: Pick<Parts, 'engine' | 'claim' | 'log'>, name: OccasionCommandName) =>
  async ({
    subject,
    request,
    body,
    found: { store, found },
  }: Pick<
    Asked<unknown, unknown, OccasionBody, FoundOccasion>,
    'subject' | 'request' | 'body' | 'found'
  >) => {
    const { id } = found.input;
    const { target, at } = await parts.claim(store, request, body, () => ({
      command: orderedId(),
      occasion: id,
    }));
    const named = 'tickets' in body.facts ? (body.facts.tickets as readonly string[]) : [];
    await ticketsAreThere(store, named);
    const command = {
      id: commandId(target.command ?? ''),
      name,
      actor: actorOf(subject),
      at,
      ...body.facts,
      ...(Object.keys(body.texts).length > 0
        ? { text: { ref: commandId(target.command ?? ''), parts: Object.keys(body.texts) } }
        : {}),
      // The body's schema is that of its command.
    } as unknown as OccasionCommand;
    const { ticket } = found.input.about;
    const tickets = [...new Set([...body.tickets, ...(ticket === undefined ? [] : [ticket])])];
    await sendCommand(parts, store, {
      id,
      command,
      subject,
      texts: body.texts,
      tickets,
      language: languageOf(request),
    });
    const now = await store.occasions.find(id);
    if (!now) throw noOccasion();
    return { json: await occasionJson(store, now, subject), looked: lookedAt(now) };
  };

/** @throws the problem that it met */
export async function sendCommand(
  { engine, log }: Pick<Parts, 'engine' | 'log'>,
  store: Store,
  {
    id,
    command,
    subject,
    texts,
    tickets,
    language,
  }: {
    readonly id: string;
    readonly command: OccasionCommand;
    readonly subject: Subject;
    readonly texts: OccasionBody['texts'];
    readonly tickets: readonly string[];
    readonly language: Language;
  },
): Promise<void> {
  const at = command.at;
  if (at === undefined) throw new Error('a command from outside has its moment');
  await store.occasionTexts.put({ id: command.id, occasion: id, tickets, by: accountOf(subject), at, texts });
  let fate = await engine.sendToOccasion(id, command);
  if (fate.kind === 'not-running') {
    // It was ended from outside, or never started: it goes on from what is stored; one that is over refuses the command.
    const input = await store.occasions.startInput(id);
    if (!input) throw noOccasion();
    const over = input.carried?.some(({ type, command: by }) => type === 'closed' || by === command.id);
    if (over) {
      if (input.carried?.some((it) => it.command === command.id)) return;
      await store.occasionTexts.remove(command.id);
      throw refusedBy({ kind: 'state', reason: 'closed', allowed: [] }, language);
    }
    await engine.startOccasion(input);
    fate = await engine.sendToOccasion(id, command);
  }
  switch (fate.kind) {
    case 'applied':
      return;
    case 'refused':
      await store.occasionTexts.remove(command.id);
      throw refusedBy(fate.refusal, language);
    case 'not-running':
    case 'no-answer':
      log.warn(
        { occasion: id, err: fate.kind === 'no-answer' ? fate.cause : undefined },
        'no answer to a command',
      );
      throw unavailable(NO_ANSWER);
  }
}

async function ticketsAreThere(store: Store, tickets: readonly string[], path?: string): Promise<void> {
  const errors: ProblemError[] = [];
  for (const [i, ticket] of tickets.entries())
    if (!(await store.tickets.find(ticket)))
      errors.push({ path: path ?? `tickets.${i}`, message: 'expected the number of a ticket that there is' });
  if (errors.length > 0) throw invalid('A ticket is not there.', errors);
}

/** Opens an occasion by hand, where its city lets this role. */
export const opening =
  ({ config, calendars, database, engine, claim, log }: Parts) =>
  async ({
    subject,
    request,
    body,
  }: Pick<Asked<unknown, unknown, OpeningBody>, 'subject' | 'request' | 'body'>) => {
    const store = await database.store();
    const kind = kindFor(config.occasions.get(body.rulebook) ?? [], body, subject);
    const about = aboutOf(kind, body, subject);
    await ticketsAreThere(store, about.ticket === undefined ? [] : [about.ticket], 'ticket');
    const { target, at } = await claim(store, request, body, () => ({ key: orderedId() }));
    const input = inputOf(config, await calendars.newest(), {
      rulebook: body.rulebook,
      kind,
      key: target.key ?? '',
      about,
      cause: 'by-hand',
      at,
      actor: actorOf(subject),
    });
    let runs = true;
    await openOccasion(store, input, async (it) => {
      try {
        await engine.startOccasion(it);
      } catch (error) {
        // It is stored, and the sweep starts it.
        log.warn({ occasion: it.id, err: error }, 'an occasion is started later');
        runs = false;
      }
    });
    const found = await store.occasions.find(input.id);
    if (!found) throw noOccasion();
    return {
      status: runs ? 201 : 202,
      headers: { Location: `/v1/occasions/${input.id}` },
      json: await occasionJson(store, found, subject),
    };
  };

/** @throws a 422 where the city has none such, a 403 where this role may not open it */
function kindFor(kinds: readonly OccasionKind[], { kind }: OpeningBody, { role }: Subject): OccasionKind {
  const byHand = kinds.filter(({ begins }) => begins.some((it) => 'by' in it));
  const found = byHand.find(({ id }) => id === kind);
  if (!found) {
    const message = `expected one that is opened by hand: ${byHand.map(({ id }) => id).join(', ')}`;
    throw invalid('There is no such occasion to open.', [{ path: 'kind', message }]);
  }
  const may = found.begins.flatMap((it): readonly string[] => ('by' in it ? it.by : []));
  if (!may.includes(role)) throw forbidden(`This is opened by: ${may.join(', ')}.`);
  return found;
}

/** What it is about: all that its kind wants, and nothing else. @throws a 422 */
function aboutOf(kind: OccasionKind, { ticket, unit, category }: OpeningBody, subject: Subject) {
  if (subject.role === 'unit' && unit !== undefined && unit !== subject.unit)
    throw forbidden('A unit opens what is its own.');
  const own = subject.role === 'unit' ? unitId(subject.unit) : unit;
  const given = { ticket, unit: own, category };
  const rule = kind.source === undefined || kind.source === 'local' ? {} : { rule: kind.source };
  const errors = (['ticket', 'unit', 'category'] as const).flatMap((path): ProblemError[] => {
    const wanted = kind.about.includes(path);
    if (wanted === (given[path] !== undefined)) return [];
    if (!wanted && path === 'unit' && subject.role === 'unit') return [];
    const message = wanted
      ? `expected it: ${kind.label} is about one`
      : `expected none: ${kind.label} is not about one`;
    return [{ path, message, ...rule }];
  });
  if (errors.length > 0) throw invalid('It is not said what it is about.', errors);
  return present({
    ticket,
    ...(kind.about.includes('unit') ? { unit: own } : {}),
    category,
  });
}
