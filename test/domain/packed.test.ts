import { loadConfig } from '../../config/load';
import { bindRules } from '../../domain/law/bind-rules';
import { packRules as packed, unpackRules as unpacked } from '../../domain/law/packed';
import type { Rules, Rung } from '../../domain/law/rules';
import { RULES } from '../given/law';
import { matterOf } from '../given/matter';

/** Every rulebook of ours, as it binds each of its kinds and grades. */
const BOUND: readonly Rules[] = [...loadConfig().rulebooks.values()].flatMap((book) =>
  book.kinds.flatMap((kind) =>
    [undefined, ...book.urgency.map(({ id }) => id)].map((urgency) =>
      bindRules(book, { ...matterOf({ kind }), ...(urgency === undefined ? {} : { urgency }) }),
    ),
  ),
);

const ladders = ({ clocks }: { clocks: object }): unknown[] =>
  Object.values(clocks as Record<string, { ladder?: unknown[] }>).flatMap(({ ladder = [] }) => ladder);

test('rules are the same after their way into a workflow, each rung a line of its own', () => {
  for (const rules of BOUND) {
    const way = packed(rules);
    expect(unpacked(JSON.parse(JSON.stringify(way)))).toEqual(rules);
    expect(ladders(way).every((rung) => typeof rung === 'string')).toBe(true);
  }
});

test('rules from before are read as they are; a span that rolls over, one without a number, and empty lists find their way too', () => {
  expect(unpacked(RULES)).toEqual(RULES);
  const odd: Rung = { do: 'urge', after: { days: 2, rollover: true }, at: 540, to: ['unit'] };
  const clocks = {
    handling: { limit: { days: 1 }, ladder: [odd] },
    assist: { limit: { sameDay: true }, ladder: [] },
  } as const;
  const rules = { ...RULES, clocks, decline: [] };
  expect(unpacked(JSON.parse(JSON.stringify(packed(rules))))).toEqual(rules);
});
