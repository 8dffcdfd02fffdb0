import { type Address, address, answers, json, roles } from '../http/address';
import type { Parts } from '../parts';
import { restrictionAnswer, restrictionsAnswer } from './answers';
import {
  appealBody,
  decideAppealBody,
  liftBody,
  restrictionBody,
  restrictionPath,
  restrictionsQuery,
} from './bodies';
import { commanding, findsRestriction, phoneOfCaller } from './commanding';
import { imposing } from './imposing';
import { restrictionJson } from './restricted';

/** Callers who misuse the hotline: restricted for a time, freed by itself, heard (HZ-4); recorded and handed on (WF-34). */
export function restrictionAddresses(parts: Parts): Address[] {
  const ofRestriction = {
    params: restrictionPath,
    finds: findsRestriction(parts),
    shows: ['texts', 'accounts'],
    notes: 'restriction',
    answers: { 200: answers(restrictionAnswer, 'Done; the restriction as it stands now') },
  } as const;
  return [
    address({
      id: 'imposeRestriction',
      method: 'post',
      path: '/v1/restrictions',
      tag: 'callers',
      summary: '限制来电 · restrict a caller’s use of the phone line for a time, with reason and evidence',
      who: roles('supervisor'),
      takes: json(restrictionBody(parts.config)),
      answers: {
        201: answers(restrictionAnswer, 'It stands, and ends by itself at `until`', {
          Location: 'The restriction’s address',
        }),
        202: answers(restrictionAnswer, 'The same, while the engine is away: its workflow starts later'),
      },
      problems: { 409: 'This number is restricted already' },
      shows: ['texts', 'accounts'],
      notes: 'sent',
      handler: imposing(parts),
    }),
    address({
      id: 'listRestrictions',
      method: 'get',
      path: '/v1/restrictions',
      tag: 'callers',
      summary: '限制来电 · of a phone number, or all, newest first; for a caller the own ones',
      who: roles('operator', 'supervisor', 'caller'),
      query: restrictionsQuery,
      answers: { 200: answers(restrictionsAnswer) },
      shows: ['texts', 'accounts'],
      notes: 'restriction',
      async handler({ subject, query: { phone, cursor, limit } }) {
        const store = await parts.database.store();
        const isCaller = subject.role === 'caller';
        const own = isCaller ? await phoneOfCaller(parts, subject) : phone;
        const { items, nextCursor = null } =
          isCaller && own === undefined ? { items: [] } : await store.restrictions.list(own, cursor, limit);
        return {
          json: { items: items.map((it) => restrictionJson(subject, it)), nextCursor },
          looked: { tickets: items },
        };
      },
    }),
    address({
      id: 'liftRestriction',
      method: 'post',
      path: '/v1/restrictions/{id}/lift',
      tag: 'callers',
      summary: '解除限制 · end a restriction before its time',
      who: roles('supervisor'),
      ...ofRestriction,
      takes: json(liftBody),
      problems: { 409: 'It has ended' },
      handler: commanding(parts, ({ reason }) => ({ name: 'lift', text: reason })),
    }),
    address({
      id: 'appealRestriction',
      method: 'post',
      path: '/v1/restrictions/{id}/appeal',
      tag: 'callers',
      summary: '申诉 · a restricted caller objects, by the code of any own ticket, or through an operator',
      who: roles('caller', 'operator'),
      ...ofRestriction,
      takes: json(appealBody),
      problems: { 409: 'It has ended, or an appeal waits already' },
      handler: commanding(parts, ({ text }) => ({ name: 'appeal', text })),
    }),
    address({
      id: 'decideAppeal',
      method: 'post',
      path: '/v1/restrictions/{id}/decide',
      tag: 'callers',
      summary: '决定申诉 · approved, the restriction ends at once',
      who: roles('supervisor'),
      ...ofRestriction,
      takes: json(decideAppealBody),
      problems: { 409: 'It has ended, or no appeal waits' },
      handler: commanding(parts, ({ approve, reason }) => ({ name: 'decide', approve, text: reason })),
    }),
  ];
}
