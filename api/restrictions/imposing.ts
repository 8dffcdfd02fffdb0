import { because, notNow } from '../../domain/procedures/refusal';
import { endOfRestriction } from '../../domain/restriction/restriction';
import { instant } from '../../domain/time/instant';
import { calendarFor } from '../../domain/time/local-days';
import { restrictionInput } from '../../engine/hotline/start-restriction';
import type { Restriction } from '../../storage/restrictions/restrictions';
import type { Store } from '../../storage/store';
import { present } from '../commands/body-parts';
import type { Asked } from '../http/address';
import { languageOf } from '../http/language';
import { invalid, type ProblemError, refused } from '../http/problem';
import type { Parts } from '../parts';
import { numberOf } from '../tickets/ticket-number';
import { misuseBook, type RestrictionBody } from './bodies';
import { restrictionJson } from './restricted';

/**
 * Restricts a caller's use of the phone line (HZ-4), or records misuse where the city's text knows no restriction (WF-34). It stands as
 * soon as it is stored; where the engine is away, its workflow starts later by the sweep.
 */
export function imposing({ config, calendars, database, engine, claim, log }: Parts) {
  return async ({
    subject,
    body,
    request,
  }: Pick<Asked<unknown, unknown, RestrictionBody>, 'subject' | 'body' | 'request'>) => {
    const store = await database.store();
    const { target, answer, at, keep } = await claim(store, request, body, () => ({
      ticket: numberOf('RS', instant(Date.now())),
    }));
    const id = target.ticket ?? '';
    const headers = { Location: `/v1/restrictions/${id}` };
    const known = await store.restrictions.find(id);
    if (answer && known) return { status: answer.status, headers, json: restrictionJson(subject, known) };
    const book = misuseBook(config, body.rulebook);
    if (!book?.misuse) throw new Error('the body was not checked against the configuration');
    const { phone, reason, evidence, handedOn, days } = body;
    const standing = await store.restrictions.standing(phone, book.id, at);
    if (standing?.until !== undefined && standing.id !== id)
      throw refused(
        notNow(because('restricted-already', { until: standing.until }), []),
        languageOf(request),
      );
    const faults = await unknownEvidence(store, evidence);
    if (faults.length > 0) throw invalid('The evidence names what is not there.', faults);
    const { restriction, source = restriction?.source } = book.misuse;
    const calendar = calendarFor(await calendars.lately(), book.id);
    const until = restriction && endOfRestriction(at, days ?? restriction.longest.days, calendar, book);
    const by = { sub: subject.sub, role: subject.role };
    const imposed = {
      id,
      rulebook: book.id,
      at,
      by,
      ...present({ until, handedOn, source: ruleOf(source) }),
    };
    await store.restrictions.impose(imposed, { phone, reason, evidence: present(evidence) });
    const stored = await store.restrictions.find(id);
    if (!stored) throw new Error('a restriction was stored and is not there');
    const status = (await begin(store, stored)) ? 201 : 202;
    await keep({ status, body: {} }).catch((error: unknown) =>
      log.warn({ err: error }, 'an answer was not kept'),
    );
    return { status, headers, json: restrictionJson(subject, stored) };
  };

  /** @returns whether its workflow runs, where it has one */
  async function begin(store: Store, stored: Restriction): Promise<boolean> {
    const input = restrictionInput(stored);
    if (!input) return true;
    try {
      await engine.startRestriction(input);
    } catch (error) {
      log.warn({ err: error }, 'the workflow of a restriction is started later');
      return false;
    }
    await store.restrictions
      .markStarted(stored, stored.at)
      .catch((error: unknown) => log.warn({ err: error }, 'a start was not noted'));
    return true;
  }
}

/** What a city set for itself is no rule's to cite. */
const ruleOf = (source: string | undefined): string | undefined => (source === 'local' ? undefined : source);

async function unknownEvidence(
  store: Store,
  { attachments = [], tickets = [] }: RestrictionBody['evidence'],
): Promise<ProblemError[]> {
  const faults: ProblemError[] = [];
  for (const [i, id] of attachments.entries())
    if (!(await store.attachments.find(id)))
      faults.push({ path: `evidence.attachments.${i}`, message: 'expected the id of an attachment' });
  for (const [i, id] of tickets.entries())
    if (!(await store.tickets.find(id)))
      faults.push({
        path: `evidence.tickets.${i}`,
        message: 'expected the number of a ticket that is there',
      });
  return faults;
}
