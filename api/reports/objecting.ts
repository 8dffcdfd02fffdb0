import { z } from 'zod';
import { type Assessment, OVERALL } from '../../domain/reports/assessment';
import { type Month, monthText, type Period } from '../../domain/reports/period';
import { amountsOf } from '../../domain/reports/report';
import { deadline } from '../../domain/time/deadline';
import { type Instant, instant, isoInstant } from '../../domain/time/instant';
import { calendarFor } from '../../domain/time/local-days';
import type { Objection } from '../../storage/reports/objections';
import { orderedId } from '../../storage/ordered-id';
import type { Store } from '../../storage/store';
import type { Asked } from '../http/address';
import { freeText } from '../http/fields';
import { pageQuery } from '../http/page-query';
import { invalid, notFound, notNow, noTicket } from '../http/problem';
import type { Parts } from '../parts';
import { actsFor, type Subject } from '../requests/subject';
import type { ObjectionAnswer } from './answers';
import { assessmentNamed, assessmentOf, periodNamed, reportQuery } from './asking';

export const objectionBody = z.strictObject({
  ticket: z.string().max(100).meta({ example: 'HY-7K3M-9Q2X-4V1B' }),
  indicator: z.string().max(40).meta({ example: 'on-time' }),
  reason: freeText,
});
export const decisionBody = z.strictObject({ approve: z.boolean(), reason: freeText });
export const objectionsQuery = (config: Parts['config']) =>
  reportQuery(config).omit({ by: true }).extend(pageQuery);

const doneBy = ({ sub, role }: Subject) => ({ sub, role });

/** A unit says that a ticket is not to be counted against it, within the time that the assessment gives (BJ-13: objective, fair). */
export const objecting =
  ({ config, calendars, claim, database }: Pick<Parts, 'config' | 'calendars' | 'claim' | 'database'>) =>
  async ({
    found: month,
    body,
    subject,
    request,
  }: Asked<unknown, undefined, z.output<typeof objectionBody>, Month>) => {
    const store = await database.store();
    if (subject.role !== 'unit') throw noTicket();
    const ticket = await store.counts.find(body.ticket);
    const order = ticket?.counted.orders.find(
      ({ unit }) => unit !== undefined && actsFor(subject).includes(unit),
    );
    if (!ticket || order?.unit === undefined) throw noTicket();
    const loaded = assessmentNamed(config, ticket.rulebook);
    const now = instant(Date.now());
    const period = periodNamed(month, loaded, now);
    const assessment = await assessmentOf(store, loaded, period, now);
    assertCounted(assessment, period, ticket, order, body.indicator);
    const { target, at } = await claim(store, request, body, () => ({ act: orderedId(), ticket: ticket.id }));
    const calendar = calendarFor(await calendars.lately(), ticket.rulebook);
    const until = lastMoment(assessment, period, calendar, config.rulebooks.get(ticket.rulebook)?.dayEnds);
    if (at > until) throw notNow(`Objections to this month were taken until ${isoInstant(until)}.`, []);
    const given = {
      rulebook: ticket.rulebook,
      month: monthText(month),
      ticket: ticket.id,
      unit: order.unit,
      indicator: body.indicator,
      reason: body.reason,
      at,
      by: doneBy(subject),
    };
    const made = await store.objections.add(given, target.act ?? '');
    if (made.is === 'other') throw notNow('The unit has objected to this count before.', []);
    return { status: 201, json: objectionJson(made.objection) };
  };

/** @throws a 422 where there is nothing to object to */
function assertCounted(
  assessment: Assessment,
  period: Period,
  ticket: NonNullable<Awaited<ReturnType<Store['counts']['find']>>>,
  order: (typeof ticket.counted.orders)[number],
  wanted: string,
): void {
  const indicator = assessment.indicators.find(({ id }) => id === wanted);
  const wrong = (path: string, message: string) =>
    invalid('There is nothing to object to.', [{ path, message }]);
  if (!indicator) {
    const ids = assessment.indicators.map(({ id }) => id).join(', ');
    throw wrong(
      'indicator',
      `expected an indicator${wanted === OVERALL.id ? ' of its own, and not the total' : ''}, one of: ${ids}`,
    );
  }
  const { numerator, denominator } = amountsOf(
    { assessment, period, struck: new Set() },
    indicator,
    ticket,
    order,
  );
  if (numerator === 0 && denominator === 0)
    throw wrong('ticket', `expected a ticket that is counted in ${wanted} of this month`);
}

/** Until when objections to a period are taken. */
const lastMoment = (
  { objections }: Pick<Assessment, 'objections'>,
  { to }: Period,
  calendar: Parameters<typeof deadline>[2],
  dayEnds: number | undefined,
): Instant =>
  // The period's last day is the day from which is counted.
  deadline(instant(to - 1), objections.within, calendar, dayEnds).due;

/** The supervisor decides, once; what is found right is not counted from then on. */
export const deciding =
  ({ claim, database }: Pick<Parts, 'claim' | 'database'>) =>
  async ({
    found: month,
    params,
    body,
    subject,
    request,
  }: Asked<{ readonly id: string }, undefined, z.output<typeof decisionBody>, Month>) => {
    const store = await database.store();
    const objection = await store.objections.find(params.id);
    if (objection?.month !== monthText(month)) throw notFound('There is no such objection.');
    const { target, at } = await claim(store, request, body, () => ({
      act: orderedId(),
      ticket: objection.ticket,
    }));
    const decision = { approved: body.approve, reason: body.reason, at, by: doneBy(subject) };
    const made = await store.objections.decide(params.id, decision, target.act ?? '');
    if (!made) throw notFound('There is no such objection.');
    if (made.is === 'other') throw notNow('It is decided already.', []);
    return { json: objectionJson(made.objection) };
  };

/** Objections to a month, newest first; a unit is shown its own. */
export const listingObjections =
  ({ config, database }: Pick<Parts, 'config' | 'database'>) =>
  async ({
    found: month,
    query: { rulebook, cursor, limit },
    subject,
  }: Asked<unknown, z.output<ReturnType<typeof objectionsQuery>>, undefined, Month>) => {
    const { id } = assessmentNamed(config, rulebook);
    const store = await database.store();
    const whose = subject.role === 'unit' ? { units: actsFor(subject) } : {};
    const page = await store.objections.list(
      { rulebook: id, month: monthText(month), ...whose },
      cursor,
      limit,
    );
    return { json: { items: page.items.map(objectionJson), nextCursor: page.nextCursor ?? null } };
  };

const objectionJson = ({ at, decision, ...rest }: Objection): ObjectionAnswer => ({
  ...rest,
  at: isoInstant(at),
  ...(decision ? { decision: { ...decision, at: isoInstant(decision.at) } } : {}),
});
