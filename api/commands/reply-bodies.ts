import { z } from 'zod';
import { unitId } from '../../domain/ids';
import { type Texts, WITHOUT } from '../../storage/ledger/command-texts';
import type { Told } from '../../domain/ticket/event';
import { instant, isoInstant, parseDay } from '../../domain/time/instant';
import type { Outcome } from '../../domain/words';
import { EVEN_IF_WRONG, freeText, longText, text } from '../http/fields';
import { given, present } from './body-parts';

/** A day, `2026-10-30`. */
export const day = z
  .string()
  .refine((it) => parseDay(it) !== undefined, { error: 'expected a day such as 2026-10-30' });

/** A moment with its offset. */
const moment = z.iso
  .datetime({ offset: true, error: 'expected a moment such as 2026-10-12T22:00:00+08:00' })
  .transform((it) => instant(Date.parse(it)));

/** One that is not ahead. */
const past = moment.refine((at) => at <= Date.now(), {
  error: 'expected a moment that is not in the future',
});

const how = text(200).meta({ description: 'By phone, on the spot, by letter …' });

/** When, how and by whom the caller was told; or each attempt to (JN-6, WF-20). How and by whom is a text: it may name people. */
export const told = z
  .strictObject({
    at: moment.optional(),
    how: how.optional(),
    by: text(100).optional(),
    attempts: z
      .array(z.strictObject({ at: moment, how }))
      .min(1, 'expected at least one attempt')
      .max(20)
      .optional(),
  })
  .superRefine(({ at, how: means, by, attempts }, context) => {
    const fail = (path: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [path], message, params: { rule: 'JN-6' } });
    if (attempts) {
      for (const [path, it] of Object.entries({ at, how: means, by }))
        if (it !== undefined) fail(path, 'expected only where the caller was reached');
      return;
    }
    if (at === undefined) fail('at', 'required; or attempts, where the caller could not be reached');
    if (means === undefined) fail('how', 'required where the caller was reached');
  }, EVEN_IF_WRONG)
  .transform(({ at, how: means, by, attempts }) => ({
    facts: (attempts ? { attempts: attempts.map((it) => it.at) } : { at: at ?? instant(0) }) as Told,
    text: attempts
      ? attempts.map((it) => `${isoInstant(it.at)} ${it.how}`).join('；')
      : [means, by].filter(Boolean).join('，'),
  }))
  .optional()
  .meta({ description: 'When and how the caller was told, or each attempt to' });

/** What a telling adds to a command: when to its facts, how and by whom to its texts. */
export const withTold = (
  it: z.output<typeof told>,
): { readonly texts: Texts; readonly facts: { readonly told?: Told } } => ({
  texts: it ? { told: it.text } : {},
  facts: it ? { told: it.facts } : {},
});

/** A result; or why there is none yet, how far it is, and by when it will be there (BJ-7). */
export const contributeBody = z
  .strictObject({
    result: longText.optional(),
    reason: freeText.optional(),
    progress: freeText.optional(),
    expectedBy: day.optional().meta({ description: 'The new day of what is late' }),
  })
  .superRefine(({ result, reason, progress, expectedBy }, context) => {
    const fail = (path: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [path], message, params: { rule: 'BJ-7' } });
    if (result !== undefined) {
      for (const [path, it] of Object.entries({ reason, progress, expectedBy }))
        if (it !== undefined) fail(path, 'expected only where there is no result yet');
    } else if (reason === undefined && progress === undefined) {
      fail('result', 'required; or, where there is none yet, reason and progress');
    } else {
      if (reason === undefined) fail('reason', 'required where there is no result yet');
      if (progress === undefined) fail('progress', 'required where there is no result yet');
    }
  }, EVEN_IF_WRONG)
  .transform(({ expectedBy, ...texts }) => ({ texts: given(texts), facts: present({ expectedBy }) }));

/** A report of progress, that may say by when the result is expected, and that the caller was told (JE-10, JN-6). */
export const progressBody = z
  .strictObject({
    note: freeText.optional(),
    expectedBy: day.optional().meta({ description: 'By when the result is expected (JE-10)' }),
    told,
  })
  .transform(({ note, expectedBy, told: telling }) => {
    const { texts, facts } = withTold(telling);
    return { texts: given({ note, ...texts }), facts: { ...present({ expectedBy }), ...facts } };
  });

/** Spoken with the caller; or attempts to, each with when and how (BJ-8). */
export const contactBody = z
  .strictObject({
    note: freeText.optional(),
    attempts: z
      .array(z.strictObject({ at: past, how }))
      .min(1, 'expected at least one attempt')
      .max(20)
      .optional()
      .meta({ description: 'Where the caller was not reached' }),
  })
  .transform(({ note, attempts }) => ({
    texts: given({ note, attempts: attempts?.map((it) => `${isoInstant(it.at)} ${it.how}`).join('；') }),
    facts: present({ attempts: attempts?.length }),
  }));

/** Why a matter is not finished, how far it is, and what comes next: all three or none (HZ-9, JN-4). */
const UNFINISHED = ['reason', 'progress', 'plan'] as const;

/** A unit that gave nothing, and why the lead goes on without it (BJ-7). */
const without = z
  .array(z.strictObject({ unit: text(100).transform(unitId), reason: freeText }))
  .max(20)
  .optional();

/** The parts of a reply have so many characters together: what real replies to real letters need. */
const MOST_OF_REPLY = 10_000;

export const submitBody = z
  .strictObject({
    outcome: z.enum(['resolved', 'explained', 'unfinished']).optional(),
    reply: z
      .strictObject({
        response: replyText(),
        result: replyText(),
        method: freeText,
        process: replyText().optional(),
        guidance: replyText().optional(),
        opinion: replyText().optional(),
      })
      .refine((reply) => Object.values(reply).join('').length <= MOST_OF_REPLY, {
        error: `expected at most ${MOST_OF_REPLY} characters in all parts together`,
      }),
    told,
    without,
    deferUntil: day.optional().meta({ description: 'The day on which it is promised to be solved (JN-4)' }),
    measures: freeText.optional().meta({ description: 'What is done until then' }),
    reason: freeText.optional(),
    progress: freeText.optional(),
    plan: freeText.optional(),
  })
  .superRefine((body, context) => {
    const fail = (path: string, message: string, rule?: string): void =>
      context.addIssue({ code: 'custom', path: [path], message, params: { rule } });
    if (body.deferUntil === undefined) {
      if (body.outcome === undefined) fail('outcome', 'required; or deferUntil, where a day is promised');
      if (body.measures !== undefined) fail('measures', 'expected only with deferUntil', 'JN-4');
    } else if (body.measures === undefined) fail('measures', 'required with deferUntil', 'JN-4');
    const missing = UNFINISHED.filter((part) => body[part] === undefined);
    const needed = body.deferUntil !== undefined || body.outcome === 'unfinished';
    if (missing.length === UNFINISHED.length && !needed) return;
    for (const part of missing)
      fail(part, 'required where it is not finished: reason, progress and plan', 'HZ-9');
  }, EVEN_IF_WRONG)
  .transform(({ outcome, reply, told: telling, without: left = [], deferUntil, measures, ...unfinished }) => {
    const { texts, facts } = withTold(telling);
    const reasons = Object.fromEntries(left.map((it) => [WITHOUT + it.unit, it.reason]));
    return {
      texts: given({ ...reply, ...texts, ...reasons, measures, ...unfinished }),
      facts: {
        outcome: outcome ?? ('unfinished' satisfies Outcome),
        finished: UNFINISHED.every((part) => unfinished[part] === undefined),
        ...facts,
        ...present({ deferUntil }),
        ...(left.length > 0 ? { without: left.map((it) => it.unit) } : {}),
      },
    };
  });

function replyText() {
  return text(MOST_OF_REPLY);
}

export const callbackBody = z
  .strictObject({
    reached: z.boolean(),
    resolved: z.boolean().optional().meta({ description: 'Required where the caller was reached (WF-25)' }),
    satisfaction: text(50).optional().meta({ description: 'An answer on the rulebook’s scale' }),
    comment: freeText.optional(),
  })
  .superRefine(({ reached, resolved, satisfaction }, context) => {
    const fail = (path: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [path], message, params: { rule: 'WF-25' } });
    if (reached) {
      if (resolved === undefined) fail('resolved', 'required where the caller was reached');
      return;
    }
    for (const [path, answer] of Object.entries({ resolved, satisfaction }))
      if (answer !== undefined) fail(path, 'expected only where the caller was reached');
  }, EVEN_IF_WRONG)
  .transform(({ comment, ...facts }) => ({ texts: given({ comment }), facts: present(facts) }));
