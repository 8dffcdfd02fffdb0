import { ticketId } from '../../domain/ids';
import { instant } from '../../domain/time/instant';
import type { Registration } from '../../domain/ticket/register';

/** What a plain matter is where a test says nothing else: stalls on a pavement of Lixia, told by phone. */
const FACTS = { kind: 'complaint', category: '市容环境/占道经营', channel: 'phone' } as const;

/** As an operator sends it, under a rulebook that is the test's to name. */
export const BODY = {
  ...FACTS,
  title: '夜市占道经营',
  content: '每晚七点后人行道被烧烤摊占满。',
  district: 'lixia',
  caller: { name: '张三', phone: '13800138000' },
} as const;

/** As it is registered on Tue 29 Sep 2026 at 10:00. */
export const MATTER: Registration = {
  ...FACTS,
  id: ticketId('T-1'),
  district: { id: 'lixia', name: '历下区' },
  confidential: false,
  wantsReply: true,
  receivedAt: instant(Date.parse('2026-09-29T10:00:00+08:00')),
  registeredAt: instant(Date.parse('2026-09-29T10:00:00+08:00')),
  actor: { role: 'operator' },
};

/** The same with other facts; registered in the moment that it arrived, where only one of them is given. */
export const matterOf = (facts: Partial<Registration> = {}): Registration => {
  const registeredAt = facts.registeredAt ?? facts.receivedAt ?? MATTER.registeredAt;
  return { ...MATTER, receivedAt: registeredAt, ...facts, registeredAt };
};

let numbers = 0;

/** A matter that is not in the database yet. */
export const aMatter = (facts: Partial<Registration> = {}): Registration =>
  matterOf({ id: ticketId(`T-${process.pid}-${++numbers}`), ...facts });
