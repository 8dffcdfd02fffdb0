import { z } from 'zod';
import { ERASURE_GROUNDS, keysOf } from '../../domain/words';
import { email, freeText, longText, phone, text } from '../http/fields';

export const reasonBody = z.strictObject({ reason: freeText });

export const eraseBody = z.strictObject({
  ground: z.enum(keysOf(ERASURE_GROUNDS)).meta({ description: 'Of 个人信息保护法 art. 47' }),
  reason: freeText.meta({ description: 'It is kept: nothing in it may say who the caller is' }),
  of: z
    .enum(['ticket', 'caller'])
    .default('ticket')
    .meta({ description: '`caller`: all tickets of the same phone number' }),
});

export const rectifyBody = z
  .strictObject({
    caller: z
      .strictObject({ name: text(100).optional(), phone: phone.optional(), email: email.optional() })
      .optional(),
    address: text(200).optional(),
    title: text(100).optional(),
    content: longText.optional(),
    confidential: z
      .literal(true)
      .optional()
      .meta({ description: 'Of a closed ticket; of an open one by `amend`' }),
    reason: freeText,
  })
  .transform(({ reason, caller, ...rest }) => ({ reason, wanted: { ...caller, ...rest } }))
  .refine(({ wanted }) => Object.values(wanted).some((it) => it !== undefined), {
    error: 'expected what is put right: caller, address, title, content or confidential',
  });

export type EraseBody = z.output<typeof eraseBody>;
export type ReasonBody = z.output<typeof reasonBody>;
export type RectifyBody = z.output<typeof rectifyBody>;
