import { bulkCommandId, bulkOf, bulkTitle, foreseen, spokenOutcome } from '../../domain/bulk/bulk';
import { decide } from '../../domain/procedures/decide';
import type { Command } from '../../domain/procedures/command';
import { viewOf } from '../../domain/telling/view';
import { IN_BULK, REQUESTS, keysOf } from '../../domain/words';
import { always } from '../given/any-story';
import { UNITS } from '../given/any-command';
import { commandId } from '../../domain/ids';

const [LEAD] = UNITS;
if (!LEAD) throw new Error('no unit');

/** What may be said in bulk, in every way that matters for whether it is taken. */
const SAID: readonly object[] = [
  { name: 'dispatch', lead: LEAD, assist: [], copy: [] },
  ...keysOf(REQUESTS).map((request) => ({ name: 'decide', request, approve: false })),
  { name: 'review', approve: true },
  { name: 'supervise', mode: 'daily' },
  { name: 'end-supervision' },
  { name: 'urge' },
];

test('what is foreseen to be refused is refused, for the reason that was foreseen; and every command is told of in some ticket', () => {
  const seen = new Set<string>();
  expect(new Set(SAID.map((it) => (it as Command).name))).toEqual(new Set(IN_BULK));
  always(({ steps }) => {
    for (const { after, now } of steps) {
      for (const said of SAID) {
        const command = {
          id: commandId('BK-1:T-1'),
          actor: { role: 'supervisor' },
          parts: [],
          ...said,
        } as unknown as Command;
        const why = foreseen(viewOf(after), command as never);
        if (!why) {
          seen.add(`${command.name} taken`);
          continue;
        }
        seen.add(`${command.name} ${why.reason}`);
        const decision = decide(after, command, now);
        expect(decision).toMatchObject({ accepted: false, refusal: { reason: why.reason } });
      }
    }
  }, 30);
  for (const name of IN_BULK) expect(seen).toContain(`${name} taken`);
  for (const told of ['decide nothing-waits', 'decide no-such-request', 'end-supervision not-supervised'])
    expect(seen).toContain(told);
});

test('the command of a ticket has the same id whoever sends it, and says which bulk it is of', () => {
  const id = bulkCommandId('BK-2ET2-Y1AP-HHNV', 'HY-2ET2-MBED-H4KM');
  expect(id).toBe(bulkCommandId('BK-2ET2-Y1AP-HHNV', 'HY-2ET2-MBED-H4KM'));
  expect(bulkOf(id)).toBe('BK-2ET2-Y1AP-HHNV');
  expect(bulkOf('Aa-0-some-other-id')).toBeUndefined();
  expect(bulkTitle('dispatch', 1_200)).toBe('批量派单 · 共1200件');
});

test('a refusal by fields tells each of them, with its rule', () => {
  const refusal = {
    kind: 'invalid',
    reason: 'conclusion-incomplete',
    parameters: {},
    detail: 'no',
    errors: [{ reason: 'look-back', parameters: {}, rule: 'JE-17', path: 'lookBack', message: 'required' }],
  } as never;
  expect(spokenOutcome(refusal, 'zh')).toMatchObject({ code: 'conclusion-incomplete', rule: 'JE-17' });
  expect(spokenOutcome(refusal, 'zh').reason).toMatch(/lookBack: .*[一-龥]/);
});
