/** How far this machine's clock is behind the service's (ms). */
let behind = 0;
/** How exact that is known: half the time that the answer took (ms), and the second that a `Date` is rounded to. */
let exact = Infinity;

/** Learns the service's time from an answer; the one that came quickest knows it best. */
export function learnTime(date: string | null, asked: number, answered: number): void {
  const told = date === null ? Number.NaN : Date.parse(date);
  const half = (answered - asked) / 2;
  if (Number.isNaN(told) || half > exact) return;
  // `Date` has cut off what is less than a second: half of one is the best guess.
  behind = told + 500 - (asked + half);
  exact = half;
}

/** The service's now (ms since 1970): what is due is due by its clock, whatever this machine's says. */
export const serverNow = (): number => Date.now() + behind;
