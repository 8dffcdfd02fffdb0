import { z } from 'zod';
import { keysOf, ROLES } from '../../domain/words';
import { at } from '../http/answer-fields';
import { returnPath } from './own-path';

/** Addresses of a city's own that the desk opens. */
export interface DeskLinks {
  /** Of a ticket's workflow, with `{ticket}`. */
  readonly workflow: string | undefined;
  /** To dial, with `{phone}`. */
  readonly dial: string;
}

/** Who asks, as a page shows it. */
export const sessionAnswer = z
  .object({
    role: z.enum(keysOf(ROLES)),
    unit: z.string().optional(),
    unitName: z.string().optional(),
    name: z.string().optional().meta({ description: 'As the provider calls the account’s owner' }),
    sub: z.string().meta({ description: 'The account' }),
    expiresAt: at
      .optional()
      .meta({ description: 'When the session ends at the latest; a token says that itself' }),
    workflowLink: z.string().optional().meta({
      description: 'Where a ticket’s workflow is looked into, by whoever does; `{ticket}` is its number',
    }),
    dialLink: z.string().optional().meta({
      description: 'What is opened to dial, by whoever calls; `{phone}` is the number',
      example: 'tel:{phone}',
    }),
  })
  .meta({ id: 'Session' });
export type SessionAnswer = z.output<typeof sessionAnswer>;

/** Where to go on. */
export const toAnswer = z
  .object({ to: z.string().meta({ description: 'An address for the browser to open' }) })
  .meta({ id: 'GoOn' });
export type ToAnswer = z.output<typeof toAnswer>;

/** What the page for development sends. */
export const developmentBody = z
  .strictObject({
    role: z.enum(['operator', 'unit', 'supervisor', 'admin', 'auditor', 'leader']),
    unit: z.string().trim().min(1).max(100).optional(),
    name: z.string().trim().min(1).max(50).optional(),
    return: returnPath,
  })
  .refine(({ role, unit }) => (role === 'unit') === (unit !== undefined), {
    path: ['unit'],
    error: 'expected the id of a unit with the role unit, and none with any other',
  })
  .meta({ id: 'DevelopmentSignIn' });
