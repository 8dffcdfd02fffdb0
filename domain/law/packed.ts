import { isRecipientWord, keysOf, type ClockName, type Level, type Mode, type Recipient } from '../words';
import { unitId } from '../ids';
import type { Span } from '../time/span';
import type { ClockRule, DeclineGround, Rules, Rung } from './rules';

/**
 * Rules as they travel in a workflow's input, which has its budget (DESIGN §8): spans and rungs in short words, and what is empty left
 * out. Rules that were sent before are read as they are.
 */
export interface PackedRules extends Omit<Rules, 'clocks' | 'decline'> {
  readonly clocks: Readonly<Partial<Record<ClockName, PackedClock>>>;
  readonly decline?: readonly (PackedGround | string)[];
}

interface PackedClock extends Omit<ClockRule, 'limit' | 'ladder'> {
  readonly limit?: Span | string;
  readonly ladder?: readonly (Rung | string)[];
}

type PackedGround = Omit<DeclineGround, 'needs'> & Partial<Pick<DeclineGround, 'needs'>>;

export function packRules({ clocks, decline, ...rest }: Rules): PackedRules {
  return {
    ...rest,
    clocks: mapped(clocks, ({ limit, ladder, ...clock }): PackedClock => ({
      ...(limit ? { limit: spanWord(limit) } : {}),
      ...(ladder.length > 0 ? { ladder: ladder.map(rungWords) } : {}),
      ...clock,
    })),
    ...(decline.length > 0 ? { decline: decline.map(groundWords) } : {}),
  };
}

export function unpackRules({ clocks, decline = [], ...rest }: PackedRules): Rules {
  return {
    ...rest,
    clocks: mapped(clocks, ({ limit, ladder = [], ...clock }): ClockRule => ({
      ...(limit ? { limit: typeof limit === 'string' ? spanIn(limit) : limit } : {}),
      ladder: ladder.map((it) => (typeof it === 'string' ? rungIn(it) : it)),
      ...clock,
    })),
    decline: decline.map(groundIn),
  };
}

function mapped<A, B>(
  clocks: Readonly<Partial<Record<ClockName, A>>>,
  map: (clock: A) => B,
): Partial<Record<ClockName, B>> {
  const result: Partial<Record<ClockName, B>> = {};
  for (const name of keysOf(clocks)) {
    const clock = clocks[name];
    if (clock !== undefined) result[name] = map(clock);
  }
  return result;
}

/** `other-procedure WF-19 guidance`: which, by which rule, and what it needs. One that says more stays as it is. */
function groundWords({ needs, ...ground }: DeclineGround): PackedGround | string {
  const { id, source, ...more } = ground;
  const words = [id, source ?? '', ...needs];
  if (source !== undefined && Object.keys(more).length === 0 && !words.some((it) => it.includes(' ')))
    return words.join(' ');
  return needs.length > 0 ? { ...ground, needs } : ground;
}

function groundIn(packed: PackedGround | string): DeclineGround {
  if (typeof packed === 'string') {
    const [id = '', source = '', ...needs] = packed.split(' ');
    return { id, source, needs };
  }
  const { needs = [], ...ground } = packed;
  return { ...ground, needs };
}

const UNITS = { workdays: 'wd', days: 'd', hours: 'h', minutes: 'min', seconds: 's' } as const;
const SAME_DAY = 'same';
const ROLLS_OVER = '!';

/** `5wd`, `3d!` for one that rolls over. */
function spanWord(span: Span): string {
  if ('sameDay' in span) return SAME_DAY;
  const unit = keysOf(UNITS).find((it) => it in span) ?? 'seconds';
  const count = (span as Readonly<Partial<Record<keyof typeof UNITS, number>>>)[unit] ?? 0;
  return `${count}${UNITS[unit]}${'rollover' in span ? ROLLS_OVER : ''}`;
}

function spanIn(word: string): Span {
  if (word === SAME_DAY) return { sameDay: true };
  const [, count, short, rolls] = /^(\d+(?:\.\d+)?)([a-z]+)(!?)$/.exec(word) ?? [];
  const unit = keysOf(UNITS).find((it) => UNITS[it] === short);
  if (unit === undefined) throw new Error(`rules: expected a span such as 5wd, found ${word}`);
  const more = rolls === ROLLS_OVER ? { rollover: true } : {};
  return { [unit]: Number(count), ...more } as unknown as Span;
}

const NONE = '.';

/** `+1wd 540 1wd . urge unit,hotline` and a rule's id: place, time of day, how often, while, what, to whom, and by which rule. */
function rungWords(rung: Rung): string {
  const place = 'before' in rung ? `-${spanWord(rung.before)}` : `+${spanWord(rung.after)}`;
  const act = rung.do === 'supervise' ? [rung.mode] : rung.do === 'escalate' ? [rung.level] : [];
  return [
    place,
    rung.at ?? NONE,
    rung.every ? spanWord(rung.every) : NONE,
    rung.while ?? NONE,
    [rung.do, ...act].join(':'),
    rung.to.join(','),
    ...(rung.source === undefined ? [] : [rung.source]),
  ].join(' ');
}

function rungIn(words: string): Rung {
  const [place = '', at = NONE, every = NONE, condition, act = '', to = '', ...source] = words.split(' ');
  const span = spanIn(place.slice(1));
  return {
    ...actIn(act),
    ...(place.startsWith('-') ? { before: span } : { after: span }),
    ...(at === NONE ? {} : { at: Number(at) }),
    ...(every === NONE ? {} : { every: spanIn(every) }),
    ...(condition === 'decided' ? { while: 'decided' } : {}),
    to: to.split(',').map((it): Recipient => (isRecipientWord(it) ? it : unitId(it))),
    ...(source.length > 0 ? { source: source.join(' ') } : {}),
  };
}

function actIn(
  act: string,
):
  { do: 'remind' | 'urge' | 'correct' } | { do: 'supervise'; mode: Mode } | { do: 'escalate'; level: Level } {
  const [does = '', how = ''] = act.split(':');
  // Written by `rungWords` alone, of words that the types know.
  if (does === 'supervise') return { do: does, mode: how as Mode };
  if (does === 'escalate') return { do: does, level: Number(how) as Level };
  return { do: does as 'remind' | 'urge' | 'correct' };
}
