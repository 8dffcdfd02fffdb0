import type { Registration } from '../../domain/ticket/register';
import type { TicketEvent } from '../../domain/ticket/event';
import { OWED_BY } from '../../domain/words';

// A plain recount of what reports count, from the lines of a ledger alone: nothing here looks at the product's own counting.

interface Limit {
  name: keyof typeof OWED_BY;
  unit: string | undefined;
  due: number;
  state: 'runs' | 'met' | 'breached' | 'stopped';
}

interface Told {
  kind: string;
  category: string;
  district: string;
  closedAt?: number;
  outcome?: string;
  /** Unit by its present part. */
  parts: Map<string, 'lead' | 'assist'>;
  everLed: Set<string>;
  returned: Set<string>;
  limits: Map<string, Limit>;
  word?: boolean;
  own?: string;
  toldBack?: string;
  improper: string[];
  rehandled: string[];
  urged: string[];
}

/** Reads a ledger line by line. */
export function retold(matter: Registration, ledger: readonly TicketEvent[]): Told {
  const told: Told = {
    kind: matter.kind,
    category: matter.category,
    district: matter.district.id,
    parts: new Map(),
    everLed: new Set(),
    returned: new Set(),
    limits: new Map(),
    improper: [],
    rehandled: [],
    urged: [],
  };
  let inHand = false;
  // Whether the submission that waits was made while it was deferred, and whether that is being reviewed once more.
  let deferred = false;
  let submittedDeferred = false;
  let again = false;
  const lead = (): string | undefined => [...told.parts].find(([, part]) => part === 'lead')?.[0];
  const takesPart = (unit: string, part: 'lead' | 'assist'): void => {
    told.parts.set(unit, part);
    if (part === 'lead') told.everLed.add(unit);
  };
  for (const event of ledger) {
    switch (event.type) {
      case 'dispatched':
        told.parts = new Map();
        for (const { id } of event.data.assist) takesPart(id, 'assist');
        takesPart(event.data.lead.id, 'lead');
        inHand = true;
        break;
      case 'summoned':
      case 'handed-down':
        for (const { id } of event.data.to) takesPart(id, 'assist');
        break;
      case 'released':
        told.parts.delete(event.data.unit);
        break;
      case 'assigned':
        if (event.data.replaces !== undefined) told.parts.delete(event.data.replaces);
        takesPart(event.data.unit.id, event.data.role);
        inHand = true;
        deferred = false;
        break;
      case 'returned':
        told.returned.add(event.data.unit);
        if (told.parts.get(event.data.unit) === 'lead') {
          told.parts = new Map();
          inHand = false;
        } else told.parts.delete(event.data.unit);
        break;
      case 'submitted':
        submittedDeferred = deferred;
        again = false;
        inHand = deferred = false;
        break;
      case 'reviewed':
        if (!event.data.approved) {
          deferred = submittedDeferred && !again;
          inHand = !deferred;
        }
        break;
      case 'deferred':
        deferred = true;
        break;
      case 'put-to-review':
        again = true;
        break;
      case 'rehandled':
        told.rehandled.push(lead() ?? '');
        inHand = true;
        break;
      case 'called-back':
        if (event.data.reached && event.data.resolved !== undefined) told.word = event.data.resolved;
        if (event.data.reached && event.data.satisfaction !== undefined)
          told.toldBack = event.data.satisfaction;
        break;
      case 'evaluated':
        if (event.data.stage === 'handling') told.own = event.data.satisfaction;
        break;
      case 'decided': {
        const { request, approved, assign, unit } = event.data;
        if (request === 'return' && !approved && (assign === undefined || assign === unit))
          told.improper.push(unit);
        break;
      }
      case 'urged': {
        const { fired } = event.data;
        if (fired) {
          const limit = told.limits.get(fired.clock);
          const owner =
            limit &&
            (OWED_BY[limit.name] === 'lead'
              ? lead()
              : OWED_BY[limit.name] === 'unit'
                ? limit.unit
                : undefined);
          if (fired.to.includes('unit') && owner !== undefined && told.parts.has(owner))
            told.urged.push(owner);
        } else if (event.actor.role !== 'caller' && inHand) told.urged.push(lead() ?? '');
        break;
      }
      case 'amended':
        told.kind = event.data.kind ?? told.kind;
        told.category = event.data.category ?? told.category;
        told.district = event.data.district?.id ?? told.district;
        break;
      case 'clock-started':
        told.limits.set(event.data.clock, {
          name: event.data.name,
          unit: event.data.unit,
          due: event.data.due,
          state: 'runs',
        });
        break;
      case 'clock-moved': {
        const limit = told.limits.get(event.data.clock) as Limit;
        limit.due = event.data.after;
        if (limit.state === 'breached' && event.data.after > event.at) limit.state = 'runs';
        break;
      }
      case 'clock-resumed': {
        const limit = told.limits.get(event.data.clock) as Limit;
        if (!(limit.state === 'breached' && event.data.due <= event.at)) limit.state = 'runs';
        limit.due = event.data.due;
        break;
      }
      case 'clock-breached':
        (told.limits.get(event.data.clock) as Limit).state = 'breached';
        break;
      case 'clock-ended':
        (told.limits.get(event.data.clock) as Limit).state = event.data.how;
        break;
      case 'closed':
        told.closedAt = event.at;
        told.outcome = event.data.outcome;
        break;
      case 'split':
        // It was merged by mistake, and goes on.
        delete told.closedAt;
        delete told.outcome;
        break;
      default:
        break;
    }
  }
  return told;
}

type Row = Record<string, readonly [numerator: number, denominator: number]>;

/** By what a city counts, where cities differ. */
export interface ByCity {
  readonly response: readonly string[];
  readonly feedback: readonly string[];
  readonly satisfied: readonly string[];
  /** On time by the whole wait of the caller, and not by the units' limits. */
  readonly wholeWait: boolean;
}

/** What one ticket adds to each indicator in `[from, to)`, by unit (`''`: the hotline). */
export function recounted(told: Told, from: number, to: number, city: ByCity): Map<string, Row> {
  const rows = new Map<string, Row>();
  if (told.outcome === 'merged') return rows;
  const within = (at: number | undefined): boolean => at !== undefined && at >= from && at < to;
  const closed = within(told.closedAt);
  const withdrawn = told.outcome === 'withdrawn';
  const noResult = withdrawn || told.outcome === 'terminated' || told.outcome === 'declined';
  const lead = [...told.parts].find(([, part]) => part === 'lead')?.[0];
  const owned = [...told.limits.values()].filter(
    ({ name }) => OWED_BY[name] === 'lead' || OWED_BY[name] === 'unit',
  );
  const left = owned.flatMap(({ unit }) =>
    unit !== undefined && !told.parts.has(unit) && !told.returned.has(unit) ? [unit] : [],
  );
  const satisfaction = told.own ?? told.toldBack;
  const one = (it: boolean): number => (it ? 1 : 0);
  for (const unit of new Set([...told.parts.keys(), ...left])) {
    const of = (names: readonly string[], how: 'all' | 'met'): number =>
      owned.filter(
        (it) =>
          it.unit === unit &&
          names.includes(it.name) &&
          (it.state === 'met' || (how === 'all' && it.state === 'breached')) &&
          within(it.due),
      ).length;
    const limits = (names: readonly string[]): [number, number] =>
      withdrawn ? [0, 0] : [of(names, 'met'), of(names, 'all')];
    const times = (units: readonly string[]): [number, number] =>
      closed && !withdrawn ? [units.filter((it) => it === unit).length, 1] : [0, 0];
    const isLead = told.parts.get(unit) === 'lead' || (!told.parts.has(unit) && told.everLed.has(unit));
    const its = closed && unit === lead && isLead;
    const whole = [...told.limits.values()].find(({ name }) => name === 'overall');
    rows.set(unit, {
      volume: [one(closed), 0],
      response: limits(city.response),
      resolution: [
        one(its && !noResult && told.word === true),
        one(its && !noResult && told.word !== undefined),
      ],
      satisfaction: [
        one(its && !noResult && satisfaction !== undefined && city.satisfied.includes(satisfaction)),
        one(its && !noResult && satisfaction !== undefined),
      ],
      'on-time': city.wholeWait
        ? [one(its && !withdrawn && whole?.state === 'met'), one(its && !withdrawn)]
        : limits(['handling', 'promise', 'assist']),
      feedback: limits(city.feedback),
      signing: limits(['signing']),
      quality: [0, 0],
      'improper-returns': times(told.improper),
      rehandles: times(told.rehandled),
      urges: times(told.urged),
    });
  }
  rows.set('', { volume: [one(closed && lead === undefined), 0] });
  return rows;
}
