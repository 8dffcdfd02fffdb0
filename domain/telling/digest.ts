import type { Turn } from './turn';

/**
 * What a turn comes to, in 16 characters: where the ticket stands, each clock, what happened and who is told. A workflow that is replayed
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

/** FNV-1a, twice with other beginnings: 64 bits of plain arithmetic, since a workflow has no library for it. */
function hash(text: string): string {
  let [left, right] = [0x811c9dc5, 0x2f0b4a17];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    left = Math.imul(left ^ code, 0x01000193);
    right = Math.imul(right ^ (code + i), 0x01000193);
  }
  return [left, right].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
}
