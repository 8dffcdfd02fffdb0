import type { Turn } from './turn';

/**
 * What a turn comes to, in 8 characters: where the ticket stands, each clock, what happened and who is told. A workflow that is replayed
 * by other rules than it lived by comes to another, also where it asks for the same things of the engine.
 * Not for safety: it finds changes, not forgers.
 */
export function digestOf({
  events,
  view,
  notifications,
}: Pick<Turn, 'events' | 'view' | 'notifications'>): string {
  return hash(
    JSON.stringify([
      [view.seq, view.state, view.outcome, view.level, view.next.at],
      view.clocks.map(({ id, due, state }) => [id, due, state]),
      events.map(({ seq, at, type }) => [seq, at, type]),
      notifications.map(({ seq, template, to }) => [seq, template, 'unit' in to ? to.unit : to.role]),
    ]),
  );
}

/** FNV-1a, 32 bits: plain arithmetic, since a workflow has no library for it. */
function hash(text: string): string {
  let found = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) found = Math.imul(found ^ text.charCodeAt(i), 0x01000193);
  return (found >>> 0).toString(16).padStart(8, '0');
}
