import { commandId } from '../../domain/ids';
import { spotChecked } from '../../domain/procedures/closing/spot-check';
import { evolveAll } from '../../domain/ticket/evolve';
import type { Ticket } from '../../domain/ticket/ticket';
import { viewOf } from '../../domain/telling/view';
import { asUnit, at, command, dispatchTo, PARKS, Story } from '../given/story';

const checked = at('2026-10-15 10:00');
const CHECK = { id: commandId('spot-check-1'), occasion: 'x/weekly-spot-check/2026-W41' };

/** Settled by its unit, and closed. */
const settled = (): Ticket =>
  new Story()
    .do(at('2026-09-29 10:30'), dispatchTo(PARKS))
    .do(at('2026-09-29 14:00'), command('sign', {}, asUnit(PARKS)))
    .do(
      at('2026-09-30 10:00'),
      command('submit', { outcome: 'resolved', finished: true }, { ...asUnit(PARKS), parts: ['response'] }),
    )
    .do(at('2026-09-30 11:00'), command('review', { approve: true }, { actor: { role: 'supervisor' } }))
    .do(at('2026-09-30 12:00'), command('callback', { reached: true, resolved: true })).ticket;

test('JE-14: a settled matter that fails its re-inspection goes back to its unit, with a limit of its own', () => {
  const before = settled();
  expect(before.state).toBe('closed');
  const events = spotChecked(before, { ...CHECK, passed: false }, checked);
  expect(events.map(({ type }) => type)).toEqual(['spot-checked', 'rehandled', 'clock-started']);
  const ticket = evolveAll(before, events);
  expect(ticket).toMatchObject({ state: 'handling', spotCheck: 'failed', counts: { rehandled: 1 } });
  expect(ticket.assignments).toMatchObject([{ unit: { id: PARKS.id }, role: 'lead', state: 'signed' }]);
  const handling = ticket.clocks.findLast(({ name }) => name === 'handling');
  expect([handling?.state, handling?.startedAt, handling?.unit]).toEqual(['running', checked, PARKS.id]);
  const view = viewOf(ticket);
  expect([view.outcome, view.closedAt, view.spotCheck]).toEqual([undefined, undefined, 'failed']);
});

test('JE-14: one that passes stays closed, and keeps the result for the quality of replies', () => {
  const before = settled();
  const ticket = evolveAll(before, spotChecked(before, { ...CHECK, passed: true }, checked));
  expect(ticket).toMatchObject({
    state: 'closed',
    outcome: 'resolved',
    spotCheck: 'passed',
    counts: { rehandled: 0 },
  });
});

test('JE-15: the same result once more does nothing; a later one of an open ticket is only kept', () => {
  const before = settled();
  const open = evolveAll(before, spotChecked(before, { ...CHECK, passed: false }, checked));
  expect(spotChecked(open, { ...CHECK, passed: false }, checked)).toEqual([]);
  const again = spotChecked(open, { ...CHECK, id: commandId('spot-check-2'), passed: false }, checked);
  expect(again.map(({ type }) => type)).toEqual(['spot-checked']);
});
