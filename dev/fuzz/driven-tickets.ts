import type { TokenClaims } from '../token';

/** Who leads the tickets. */
export const UNIT = 'chengguan';

type Actor = TokenClaims['role'];
type Step = readonly [who: Actor, command: string, body: object];

const DISPATCHED: Step = ['operator', 'dispatch', { lead: UNIT }];
const SUBMITTED: readonly Step[] = [
  ['unit', 'sign', {}],
  ['unit', 'contact', { note: '已电话联系。' }],
  [
    'unit',
    'submit',
    {
      outcome: 'resolved',
      reply: { response: '摊点已清理。', result: '夜间已恢复通行。', method: '电话告知' },
      told: { at: new Date().toISOString(), how: '电话' },
    },
  ],
];

/** How far each ticket goes before it is tried what can be done with it. */
const COURSES: readonly (readonly Step[])[] = [
  [],
  [DISPATCHED],
  [DISPATCHED, ['unit', 'request-return', { reason: '不属于本单位职责。' }]],
  [DISPATCHED, ...SUBMITTED],
  [DISPATCHED, ...SUBMITTED, ['supervisor', 'review', { approve: true, reason: '属实。' }]],
  [['operator', 'answer', { reply: '办事大厅周六照常开放。' }]],
];

const MATTER = {
  rulebook: 'weifang',
  kind: 'complaint',
  category: '市容环境/占道经营',
  title: '夜市占道经营',
  content: '每晚七点后人行道被烧烤摊占满。',
  channel: 'phone',
  district: 'lixia',
  caller: { name: '张三', phone: '13800138000', wantsReply: true },
};

/**
 * Registers tickets and brings each so far: one of every state that a command may meet.
 * @returns their numbers
 */
export async function driven(url: string, tokenOf: (role: Actor) => Promise<string>): Promise<string[]> {
  const post = async (who: Actor, path: string, body: object): Promise<{ id: string }> => {
    const response = await fetch(`${url}/v1/tickets${path}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${await tokenOf(who)}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path || 'a registration'}: ${await response.text()}`);
    return (await response.json()) as { id: string };
  };
  const numbers: string[] = [];
  for (const course of COURSES) {
    const { id } = await post('operator', '', MATTER);
    for (const [who, command, body] of course) await post(who, `/${id}/${command}`, body);
    numbers.push(id);
  }
  return numbers;
}
