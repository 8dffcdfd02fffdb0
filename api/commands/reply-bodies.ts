import { z } from 'zod';
import { EVEN_IF_WRONG, freeText, longText, text } from '../http/fields';
import { given } from './body-parts';

/** A result; or why there is none yet, and how far it is (BJ-7). */
export const contributeBody = z
  .strictObject({
    result: longText.optional(),
    reason: freeText.optional(),
    progress: freeText.optional(),
  })
  .superRefine(({ result, reason, progress }, context) => {
    const fail = (path: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [path], message, params: { rule: 'BJ-7' } });
    if (result !== undefined) {
      for (const [path, given] of Object.entries({ reason, progress }))
        if (given !== undefined) fail(path, 'expected only where there is no result yet');
    } else if (reason === undefined && progress === undefined) {
      fail('result', 'required; or, where there is none yet, reason and progress');
    } else {
      if (reason === undefined) fail('reason', 'required where there is no result yet');
      if (progress === undefined) fail('progress', 'required where there is no result yet');
    }
  }, EVEN_IF_WRONG)
  .transform((texts) => ({ texts: given(texts), facts: {} }));

/** Why a matter is not finished, how far it is, and what comes next: all three or none (HZ-9, JN-4). */
const UNFINISHED = ['reason', 'progress', 'plan'] as const;

export const submitBody = z
  .strictObject({
    outcome: z.enum(['resolved', 'explained']),
    reply: z.strictObject({
      response: longText,
      result: longText,
      method: freeText,
      process: freeText.optional(),
      guidance: freeText.optional(),
    }),
    reason: freeText.optional(),
    progress: freeText.optional(),
    plan: freeText.optional(),
  })
  .superRefine((body, context) => {
    const missing = UNFINISHED.filter((part) => body[part] === undefined);
    if (missing.length === UNFINISHED.length) return;
    for (const part of missing) {
      const message =
        'required where reason, progress or plan is given: what is not finished needs all three';
      context.addIssue({ code: 'custom', path: [part], message, params: { rule: 'HZ-9' } });
    }
  }, EVEN_IF_WRONG)
  .transform(({ outcome, reply, ...unfinished }) => ({
    texts: given({ ...reply, ...unfinished }),
    facts: { outcome, finished: UNFINISHED.every((part) => unfinished[part] === undefined) },
  }));

export const callbackBody = z
  .strictObject({
    reached: z.boolean(),
    resolved: z.boolean().optional(),
    satisfaction: text(50).optional().meta({ description: 'An answer on the rulebook’s scale' }),
    comment: freeText.optional(),
  })
  .superRefine(({ reached, resolved, satisfaction }, context) => {
    if (reached) return;
    for (const [path, answer] of Object.entries({ resolved, satisfaction })) {
      if (answer === undefined) continue;
      context.addIssue({
        code: 'custom',
        path: [path],
        message: 'expected only where the caller was reached',
      });
    }
  }, EVEN_IF_WRONG)
  .transform(({ comment, ...facts }) => ({ texts: given({ comment }), facts }));
