import { CHENGGUAN, lawOf, OPERATOR, ticketIn } from '../given/cities';
import { at, command, dispatchTo } from '../given/story';
import { MATTER } from '../given/matter';

const noon = at('2026-09-29 12:00');
const consultation = { ...MATTER, kind: 'consultation' } as const;
const dispatched = () => ticketIn('huizhou', consultation).do(at('2026-09-29 11:00'), dispatchTo(CHENGGUAN));

/** An amendment to a complaint, with what its rules were chosen by. */
const toComplaint = (rulesFor: { category?: string } = {}, rules = lawOf('huizhou', MATTER).rules) =>
  command(
    'amend',
    {
      kind: 'complaint',
      rules,
      rulesFor: { kind: 'complaint', category: MATTER.category, ...rulesFor },
    },
    OPERATOR,
  );

test('T-9: an amendment binds the ticket by its own version, chosen for what it is then', () => {
  const story = dispatched().do(noon, toComplaint());
  expect(story.ticket.kind).toBe('complaint');
  expect(story.clock('handling-1')?.basis?.limit).toEqual({ workdays: 15 });
});

test('T-9: where the ticket was put right or bound by another act meanwhile, its rules are not its own any more, and it is refused', () => {
  const changed = { kind: 'state', reason: 'changed-meanwhile', rule: 'T-9' };
  expect(dispatched().refusal(noon, toComplaint({ category: '供热/停暖' }))).toMatchObject(changed);
  const others = { ...lawOf('huizhou', MATTER).rules, hash: 'another' };
  expect(dispatched().refusal(noon, toComplaint({}, others))).toMatchObject(changed);
});
