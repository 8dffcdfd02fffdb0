import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { makeToken, type TokenClaims } from '../../dev/token';
import { JWT_SECRET } from './service';

const TRIES = 30;
const UNIT = 'chengguan';
const OPERATOR = { role: 'operator', sub: 'bench' } as const;
const SUPERVISOR = { role: 'supervisor', sub: 'bench' } as const;
const CLERK = { role: 'unit', sub: 'bench', unit: UNIT } as const;

/** A text of so many characters, three bytes each, as people write to a hotline. */
const text = (characters: number): string => '每晚七点后人行道被摊点占满'.repeat(100).slice(0, characters);

/** Tickets over HTTP, as those who work on them send them: texts of the length that a hotline sees. */
export function lives(url: string) {
  const tokens = new Map<TokenClaims, Promise<string>>();
  const tokenOf = (who: TokenClaims): Promise<string> => {
    const token = tokens.get(who) ?? makeToken(who, JWT_SECRET, 1);
    tokens.set(who, token);
    return token;
  };
  /** As every client has to: what got no answer is asked for again, with the same key. @throws for every other answer but a success */
  async function post(path: string, who: TokenClaims, body: object): Promise<{ readonly id: string }> {
    const request = {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await tokenOf(who)}`,
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
      },
      body: JSON.stringify(body),
    };
    for (let tries = 1; ; tries++) {
      const response = await fetch(url + path, request);
      if (response.ok) return (await response.json()) as { readonly id: string };
      const problem = `${path}: ${response.status} ${await response.text()}`;
      if (response.status !== 503 || tries === TRIES) throw new Error(problem);
      await pause(1_000);
    }
  }

  /** Takes a matter in and gives it to a unit. @returns its id */
  async function dispatched(rulebook: string): Promise<string> {
    const { id } = await post('/v1/tickets', OPERATOR, {
      rulebook,
      kind: 'complaint',
      category: '市容环境/占道经营',
      channel: 'phone',
      district: 'lixia',
      title: text(20),
      content: text(300),
      address: text(20),
      caller: { name: '张三', phone: '13800138000' },
    });
    await post(`/v1/tickets/${id}/dispatch`, OPERATOR, { lead: UNIT, note: text(50) });
    return id;
  }

  /** Who orders something has looked at the ticket before. */
  const order =
    (name: string, who: TokenClaims, body: () => object = () => ({})) =>
    async (id: string): Promise<void> => {
      const authorization = `Bearer ${await tokenOf(who)}`;
      await (await fetch(`${url}/v1/tickets/${id}`, { headers: { authorization } })).arrayBuffer();
      await post(`/v1/tickets/${id}/${name}`, who, body());
    };

  /** What follows in the plain life of DESIGN §8, to the call-back. */
  const steps = [
    order('sign', CLERK),
    order('contact', CLERK, () => ({ note: text(50) })),
    order('submit', CLERK, () => ({
      outcome: 'resolved',
      reply: { response: text(50), result: text(200), method: text(50) },
      told: { at: new Date(Date.now() - 1_000).toISOString(), how: '电话' },
    })),
    order('review', SUPERVISOR, () => ({ approve: true, reason: text(20) })),
    order('callback', OPERATOR, () => ({ reached: true, resolved: true, satisfaction: 'satisfied' })),
  ];

  return { dispatched, steps };
}
