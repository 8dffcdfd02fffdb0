import type { Dice } from './dice';
import { KNOWLEDGE } from './matters';
import { madeUpPhone } from './people';
import { type Answer, type Ask, OPERATORS, said, type Service, SUPERVISOR } from './service';
import { DAY, type Town, written } from './town';

const [OPERATOR = { role: 'operator', sub: 'operator' } as const] = OPERATORS;

/**
 * What else a month has: knowledge, callers who misuse the line, tickets of one matter.
 * @param note told what was refused, and why
 * @returns how many of each were put in
 */
export async function beside(
  {
    service,
    town,
    seed,
    note,
  }: {
    readonly service: Service;
    readonly town: Town;
    readonly seed: string;
    readonly note: (why: string) => void;
  },
  tickets: readonly { readonly id: string; readonly of: string }[],
  by: Dice,
): Promise<{ readonly knowledge: number; readonly restrictions: number; readonly merged: number }> {
  const counted = { knowledge: 0, restrictions: 0, merged: 0 };
  const put = async (what: keyof typeof counted, path: string, request: Ask): Promise<void> => {
    const { status, body }: Answer<unknown> = await service.ask(path, request);
    if (status < 400) counted[what]++;
    else note(`${what}: ${said(body)}`);
  };
  for (const [nth, [question, answer, owner, source]] of KNOWLEDGE.entries()) {
    const reviewOn = written(town.base + by.whole(20, 200) * DAY).slice(0, 10);
    const entry = { question, answer, owner, source, reviewOn };
    await put('knowledge', '/v1/knowledge', {
      as: OPERATOR,
      key: `demo-${seed}-knowledge-${nth}`,
      body: entry,
    });
  }
  const restricting = town.cities.some(({ rulebook }) => rulebook === 'huizhou');
  for (const nth of restricting ? [9_991, 9_992] : []) {
    await put('restrictions', '/v1/restrictions', {
      as: SUPERVISOR,
      key: `demo-${seed}-restriction-${nth}`,
      body: {
        rulebook: 'huizhou',
        phone: madeUpPhone(nth),
        reason: '一日内拨打六十余次，无实质诉求，辱骂话务员。',
        evidence: { text: '通话录音三段，已由班长复听。' },
      },
    });
  }
  // Of each matter that several called about, the first goes on for all.
  const mains = new Map<string, string>();
  for (const { id, of } of tickets) {
    const main = mains.get(of);
    if (main === undefined) {
      mains.set(of, id);
      continue;
    }
    await put('merged', `/v1/tickets/${id}/merge`, {
      as: OPERATOR,
      key: `demo-${seed}-merge-${id}`,
      body: { into: main, reason: '同一事项，合并办理。' },
    });
  }
  return counted;
}
