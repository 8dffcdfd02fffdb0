import { happeningsOf } from '../../activities/occasions/happenings';
import { loadConfig } from '../../config/load';
import { kindsOn } from '../../engine/occasions/opening';
import { unitId } from '../../domain/ids';
import type { Turn } from '../../domain/telling/turn';
import type { Fact, TicketEvent } from '../../domain/ticket/event';
import { instant } from '../../domain/time/instant';

const { occasions } = loadConfig();
const ID = 'HY-0000-0000-0000';
const told: { readonly on: string; readonly key: string; readonly rulebook: string }[] = [];
let asked = 0;
const store = {
  tickets: {
    startInput: async () => {
      asked++;
      return { rules: { id: 'jinan-enforcement' } };
    },
  },
};
const happenings = happeningsOf({
  occasions,
  store: store as never,
  happened: async ({ on, key, rulebook }) => told.push({ on, key, rulebook }),
});
beforeEach(() => {
  told.length = 0;
  asked = 0;
});

const turn = (urgency: string | undefined, ...facts: Fact[]): Turn =>
  ({
    ticketId: ID,
    about: { kind: 'complaint', category: '市容环境/占道经营', district: { id: 'lixia' }, urgency },
    events: facts.map((fact, i): TicketEvent => ({
      ...fact,
      seq: i + 1,
      at: instant(0),
      actor: { role: 'system' },
    })),
  }) as unknown as Turn;
const registered: Fact = { type: 'registered', data: { receivedAt: instant(0) } };

test.each(['major', 'staff'])('JE-6: a ticket of grade %s has its notice', async (urgency) => {
  await happenings(turn(urgency, registered));
  expect(told).toEqual([{ on: 'registered', key: ID, rulebook: 'jinan-enforcement' }]);
});

test.each(['ordinary', 'media', undefined])(
  'JE-6: one of grade %s has none, and nobody asks for its rulebook',
  async (urgency) => {
    await happenings(turn(urgency, registered));
    expect([told, asked]).toEqual([[], 0]);
  },
);

test('JE-18: an order to correct has its circular criticism, JE-23: the highest level its meeting, each by its own event', async () => {
  const corrected: Fact = { type: 'correction-ordered', data: { unit: unitId('lixia') } };
  await happenings(
    turn(
      'ordinary',
      corrected,
      { type: 'escalated', data: { level: 2 } },
      { type: 'escalated', data: { level: 3 } },
    ),
  );
  expect(told.map(({ on, key }) => [on, key])).toEqual([
    ['correction-ordered', `${ID}.1`],
    ['escalated', `${ID}.3`],
  ]);
});

test('JE-12: a difficult point has its special report; what is supervised for another reason has none', async () => {
  const of = (on: 'repeated' | 'rehandled' | 'pressed') => ({ on, times: 3, source: 'JE-17', to: [] });
  await happenings(
    turn(
      'ordinary',
      { type: 'supervised', data: { mode: 'on-site', triggered: of('repeated') } } as unknown as Fact,
      { type: 'supervised', data: { mode: 'daily', triggered: of('pressed') } } as unknown as Fact,
      { type: 'supervised', data: { mode: 'listed', triggered: of('rehandled') } } as unknown as Fact,
      { type: 'supervised', data: { mode: 'daily' } } as unknown as Fact,
      { type: 'supervised', data: { mode: 'on-site', triggered: of('rehandled') } } as unknown as Fact,
    ),
  );
  expect(told.map(({ on, key }) => [on, key])).toEqual([
    ['difficult-point', `${ID}.1`],
    ['difficult-point', `${ID}.5`],
  ]);
});

test('JN-7: a hot spot has its special study where the unit and the class are known, and none where they are not', () => {
  const kinds = occasions.get('jinan') ?? [];
  const about = { unit: unitId('reli'), category: '供热/停暖' };
  expect(kindsOn(kinds, { on: 'hot-spot', about }).map(({ id }) => id)).toEqual(['special-study']);
  expect(kindsOn(kinds, { on: 'hot-spot', about: { category: '供热/停暖' } })).toEqual([]);
});
