import { z } from 'zod';
import { keysOf, ROLES, UNIT_LEVELS } from '../../domain/words';
import { at } from '../http/answer-fields';
import { notificationAnswer } from '../tickets/answers';

export const linkAnswer = z
  .object({ url: z.url(), id: z.string(), expiresAt: at })
  .meta({ id: 'DueLink', description: 'Who has the address can read the due moments of the unit' });

export const revocationAnswer = z
  .object({
    at,
    by: z.object({ sub: z.string(), role: z.enum(keysOf(ROLES)), unit: z.string().optional() }),
    link: z.string().optional().meta({ description: 'Without it, all that were made up to then' }),
  })
  .meta({ id: 'LinkRevoked', description: 'From now on that link, or all up to now, lets nobody in' });

export const revocationsAnswer = z.object({ items: z.array(revocationAnswer) }).meta({ id: 'LinksRevoked' });

export const unitsAnswer = z
  .object({
    items: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        level: z.enum(keysOf(UNIT_LEVELS)),
        parent: z.string().optional(),
        duties: z.array(z.string()).optional().meta({
          description: 'What is a street’s to handle (属地管理事项责任清单): categories, or whole 大类',
        }),
        successor: z.string().optional().meta({
          description: 'It was merged, renamed or closed: whose its open tickets are',
        }),
      }),
    ),
  })
  .meta({ id: 'Units' });

export const unitMessagesAnswer = z
  .object({ items: z.array(notificationAnswer), nextCursor: z.string().nullable() })
  .meta({ id: 'UnitNotifications' });
