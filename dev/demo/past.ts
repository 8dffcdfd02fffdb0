import type { Dice } from './dice';
import { DAY, HOUR, type Matter, MINUTE, resultOf, type Town, written } from './town';

/** A line of `POST /v1/imports`. */
export type Row = Readonly<Record<string, string>>;

/** How past matters ended, and how those stand that another system left open. */
const COURSES = {
  answered: 18,
  declined: 4,
  'in time': 50,
  late: 10,
  escalated: 3,
  unfinished: 3,
} as const;
const OPEN = { dispatched: 25, contacted: 35, supervised: 25, escalated: 15 } as const;

/** A past matter with all its moments, between a month ago and yesterday. */
export function closedRow({ base }: Town, matter: Matter, by: Dice): Row {
  const course = by.weighted(COURSES);
  const received = base - by.whole(3 * 24, 31 * 24) * HOUR - by.whole(0, 59) * MINUTE;
  const registered = received + soon(by, 6) * MINUTE;
  const row = { ...told(matter, received), registeredAt: written(registered) };
  if (course === 'answered' || course === 'declined')
    return { ...row, closedAt: written(registered + by.whole(2, 20) * MINUTE), outcome: course };
  const handled = dispatched(matter, registered, by);
  const late = course === 'late' || course === 'escalated';
  // All within the time that there was.
  const room = base - HOUR - handled.at;
  const took = Math.min(late ? by.whole(9 * 24, 20 * 24) * HOUR : by.whole(5, 30) * HOUR, room);
  const closed = handled.at + took;
  const submitted = closed - by.whole(10, 50) * MINUTE;
  const at = (share: number): string => written(handled.at + Math.floor(took * share));
  const supervised = late && by.often(70);
  return {
    ...row,
    ...handled.row,
    signedAt: written(handled.at + soon(by, 10) * MINUTE),
    // Late as it may be, before the unit is done.
    contactedAt: written(Math.min(handled.at + (10 + soon(by, 30)) * MINUTE, submitted - MINUTE)),
    ...(supervised ? { supervisedAt: at(0.6), mode: by.one(['daily', 'daily', 'listed', 'interview']) } : {}),
    ...(course === 'escalated' ? { escalatedAt: at(0.8), level: by.one(['2', '2', '3']) } : {}),
    submittedAt: written(submitted),
    reply: resultOf(matter, by),
    closedAt: written(closed),
    outcome:
      course === 'unfinished' ? 'unfinished' : by.one(['resolved', 'resolved', 'resolved', 'explained']),
    satisfaction: by.often(82)
      ? (matter.city.scale[by.often(70) ? 0 : 1] ?? '')
      : (matter.city.scale.at(-1) ?? ''),
  };
}

/** A matter that another system left open: how late it is, its own clocks say. */
export function openRow({ base }: Town, matter: Matter, by: Dice): Row {
  const course = by.weighted(OPEN);
  const late = course === 'supervised' || course === 'escalated';
  const received = base - by.whole(late ? 10 * 24 : 12, late ? 30 * 24 : 6 * 24) * HOUR;
  const registered = received + soon(by, 6) * MINUTE;
  const handled = dispatched(matter, registered, by);
  const contacted = { signedAt: written(handled.at + HOUR), contactedAt: written(handled.at + 3 * HOUR) };
  return {
    ...told(matter, received),
    registeredAt: written(registered),
    ...handled.row,
    ...(course === 'dispatched' ? {} : contacted),
    ...(late ? { supervisedAt: written(base - by.whole(5 * 24, 8 * 24) * HOUR), mode: 'daily' } : {}),
    ...(course === 'escalated'
      ? { escalatedAt: written(base - by.whole(1, 4) * DAY), level: by.one(['1', '2', '2', '3']) }
      : {}),
  };
}

function told(matter: Matter, received: number): Row {
  const { nth, city, kind, theme, title, content, channel, district, urgency, address, caller } = matter;
  return {
    externalId: `DEMO-${String(nth).padStart(6, '0')}`,
    rulebook: city.rulebook,
    kind,
    category: theme.category,
    title,
    content,
    channel,
    district,
    ...(urgency === undefined ? {} : { urgency }),
    receivedAt: written(received),
    callerName: caller.name,
    phone: caller.phone,
    address,
  };
}

/** Minutes that something takes at the hotline: few, mostly. */
const soon = (by: Dice, most: number): number =>
  by.often(90) ? by.whole(1, most) : by.whole(most, 15 * most);

function dispatched({ theme: { lead } }: Matter, registered: number, by: Dice): { at: number; row: Row } {
  const at = registered + soon(by, 4) * MINUTE;
  return { at, row: { dispatchedAt: written(at), lead } };
}
