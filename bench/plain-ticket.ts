import { loadConfig } from '../config/load';
import { bindRules } from '../domain/law/bind-rules';
import type { Rules } from '../domain/law/rules';
import { commandId, ticketId, unitId } from '../domain/ids';
import type { Command } from '../domain/procedures/command';
import type { Registration } from '../domain/ticket/register';
import type { UnitRef } from '../domain/ticket/ticket';
import { type Instant, instant } from '../domain/time/instant';

const PARKS: UnitRef = { id: unitId('chengguan'), name: '市城市管理局', level: 'department' };

export const matterOf = (id: string, at: Instant): Registration => ({
  id: ticketId(id),
  kind: 'complaint',
  category: '市容环境/占道经营',
  channel: 'phone',
  district: { id: 'lixia', name: '历下区人民政府' },
  confidential: false,
  wantsReply: true,
  receivedAt: at,
  registeredAt: at,
  actor: { role: 'operator' },
});

/** The law that such a ticket is bound to. */
export function plainRules(): Rules {
  const book = loadConfig().rulebooks.get('weifang');
  if (!book) throw new Error('no rulebook weifang');
  return bindRules(book, matterOf('', instant(Date.now())));
}

/** The six commands of DESIGN §8's plain ticket, after its registration. @param id makes the commands' ids @param told when the caller was told (WF-20) */
export function plainCommands(id: string, told: Instant): Command[] {
  const unit = { role: 'unit', unit: PARKS.id } as const;
  const by = (name: string, actor: Command['actor'], parts: string[] = []) => ({
    id: commandId(`${id}/${name}`),
    actor,
    parts,
    // As long as the API's, where something is said.
    ...(parts.length > 0 ? { commitment: 'c'.repeat(43) } : {}),
  });
  return [
    dispatchOf(id),
    { name: 'sign', ...by('sign', unit) },
    { name: 'contact', ...by('contact', unit, ['note']) },
    {
      name: 'submit',
      outcome: 'resolved',
      told: { at: told },
      ...by('submit', unit, ['response', 'result', 'method']),
    },
    { name: 'review', approve: true, ...by('review', { role: 'supervisor' }, ['reason']) },
    {
      name: 'callback',
      reached: true,
      resolved: true,
      satisfaction: 'satisfied',
      ...by('callback', { role: 'operator' }),
    },
  ];
}

export const dispatchOf = (id: string): Command => ({
  name: 'dispatch',
  lead: PARKS,
  assist: [],
  copy: [],
  id: commandId(`${id}/dispatch`),
  actor: { role: 'operator' },
  parts: [],
});
