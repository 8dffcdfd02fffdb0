import { z } from 'zod';
import { keysOf, ROLES } from '../../domain/words';
import { ACCESSES } from '../../storage/requests/accesses';
import { at } from '../http/answer-fields';

const looked = {
  at,
  sub: z.string().meta({
    description: 'The account that looked; of a calendar program `link:` and the name of its link',
  }),
  role: z.enum(keysOf(ROLES)),
  unit: z.string().optional(),
  what: z.enum(ACCESSES).meta({
    description:
      '`search`: a list by words; `caller`: one by a phone number, which found these, or messages to their callers that a gateway was given; `code`: a caller’s code was shown; `new-code`: it was made anew; `original`: an attachment byte for byte; `messages`: all that a unit was told; `feed`: its due moments in a calendar program; `feed-link`: a link to these was given out; `restriction`: a caller’s restriction, whose id stands for a ticket’s; `harvest`: it is no look, but says that the account was shown the contacts of conspicuously many callers',
  }),
  attachment: z.string().optional(),
  reason: z.string().optional().meta({ description: 'Why a code was asked for' }),
  link: z.string().optional().meta({ description: 'The name of the link that was given out' }),
  callerShown: z.boolean().meta({
    description: 'Whether the caller’s data was shown: name and phone, or what came with voice or face',
  }),
};

export const accessAnswer = z.object({ ticket: z.string(), ...looked }).meta({ id: 'Access' });

export const accessesAnswer = z
  .object({ items: z.array(accessAnswer), nextCursor: z.string().nullable() })
  .meta({ id: 'Accesses' });

export const lookAnswer = z
  .object({
    tickets: z.array(z.string()).meta({ description: 'One, or all that a list showed' }),
    ...looked,
  })
  .meta({ id: 'Look' });

export const looksAnswer = z
  .object({ items: z.array(lookAnswer), nextCursor: z.string().nullable() })
  .meta({ id: 'Looks' });

export type AccessAnswer = z.infer<typeof accessAnswer>;
export type LookAnswer = z.infer<typeof lookAnswer>;
