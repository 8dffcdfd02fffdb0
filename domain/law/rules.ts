import type { UnitId } from '../ids';
import type { Calendar } from '../time/calendar';
import type {
  Channel,
  ClockName,
  Condition,
  Coordination,
  Kind,
  Level,
  Mode,
  Origin,
  Presser,
  Recipient,
  UnitLevel,
} from '../words';
import type { Span } from '../time/span';

/** What a rung does when its moment has come. */
export type RungAct =
  | { readonly do: 'remind' | 'urge' | 'correct' }
  | { readonly do: 'supervise'; readonly mode: Mode }
  | { readonly do: 'escalate'; readonly level: Level };

/**
 * One step of a clock's ladder. `before` and `after` are counted from the due moment; spans in days are counted in whole days
 * from the day that the clock ends on and name their time of day, in minutes (DESIGN §3).
 */
export type Rung = RungAct & {
  readonly to: readonly Recipient[];
  readonly at?: number;
  readonly every?: Span;
  /** Only where the limit was set by a decision from above (WF-23: 经研究仍不能解决). */
  readonly while?: 'decided';
} & Sourced &
  ({ readonly before: Span } | { readonly after: Span });

export interface ClockRule extends Sourced {
  /** None for a promise, which runs to the day that was promised. */
  readonly limit?: Span;
  readonly ladder: readonly Rung[];
  /** It counts from the matter's arrival, wherever the ticket lies in between (HZ-1); else from where it starts (T-10). */
  readonly from?: 'receipt';
  /** What is settled on the spot is fed back within this limit, where it ends earlier (JE-9). */
  readonly onTheSpot?: Sourced & { readonly limit: Span };
  /**
   * A report of progress that says by when the result is expected fulfils the clock, and starts a fresh one
   * (JE-10: result or progress within 3 days). @property times how often in one unit's hands, 1–10; without it, without end
   */
  readonly renewedByProgress?: Sourced & { readonly times?: number };
}

/**
 * Where a value comes from: a rule's id; in a rulebook also `local`, for what the city set for itself.
 * @property note for people who read the rulebook; never compiled
 */
export interface Sourced {
  readonly source?: string;
  readonly note?: string;
}

export interface DeclineGround extends Sourced {
  readonly id: string;
  /** Parts that a refusal on this ground must have besides its reason. */
  readonly needs: readonly string[];
  /** Not a ground to refuse: such a matter is answered at once, with the result that there is (JE-4). */
  readonly instead?: 'answer';
}

/** What an order to units must look like. */
export interface DispatchRule {
  /** An order to a street goes to its district too, which presses and coordinates (BJ-3). */
  readonly copyDistrict?: Sourced;
  /** Where a municipal department and a county share a matter, the department leads (WF-24). */
  readonly departmentLeads?: Sourced;
  /** A county or a department may not push its matter down to a town or street (WF-24). */
  readonly notPassedDown?: Sourced;
  /** Who gets a copy of what is dispatched to whom, or assists with it (JE-21). Units by their ids. */
  readonly linked?: readonly (Sourced & {
    readonly unit: UnitId;
    readonly copy?: UnitId;
    readonly assist?: UnitId;
  })[];
  /** The hotline dispatches to bodies of these levels (WF-9); to all where it is left out. */
  readonly bodies?: Sourced & { readonly levels: readonly UnitLevel[] };
  /** A lead district may hand a part to one of its own (BJ-3). @property byDuties to a street only what its list of duties has (WF-24) */
  readonly handDown?: Sourced & { readonly byDuties?: true };
  /** A lead street may summon units to assist it (吹哨报到, BJ-11). */
  readonly summon?: Sourced;
  /** How a matter whose unit is not clear is settled before its dispatch (BJ-4, JE-7, HZ-12). */
  readonly coordination?: Sourced & { readonly how: Coordination };
}

export interface ExtensionRule extends Sourced {
  /** How many extensions a unit may get, 0–10. */
  readonly times: number;
  /** The longest single one, counted from the due moment that it moves. */
  readonly longest: Span;
  /** It holds as soon as the unit says so; the hotline may object (BJ-9: 通报). */
  readonly notified?: true;
}

/** What a closure application must come with besides `response`, `result` and `method`. */
export interface ClosureRule extends Sourced {
  /** Where other units assisted: how it was coordinated (HZ-8). */
  readonly assisted?: readonly string[];
  /** Where the matter was explained and not resolved. */
  readonly explained?: readonly string[];
  /** The unit has told the caller: when and how, or says how it tried (JN-6, WF-20). */
  readonly told?: Sourced;
  /** The lead has spoken with the caller (BJ-8). @property attempts so many calls in vain stand for it, 1–10 */
  readonly contact?: Sourced & { readonly attempts?: number };
  /** The lead was on the scene, where there is one (JE-8). */
  readonly arrival?: Sourced;
}

/** What assisting units owe the lead (BJ-7). */
export interface ContributionRule extends Sourced {
  /** How often a report of delay gives an assisting unit a new day, 0–10. */
  readonly delays?: number;
  /** An assisting unit's share of a limit that a law sets, in percent, 1–100. */
  readonly share?: number;
}

/**
 * How long after its closure a ticket goes to the archive. It binds no ticket: a closed matter is answered the same from either place, but that
 * it takes no late evaluation there, which is the service's own limit and no text's. So what the rulebook says today counts for all that are closed, also for those that
 * were closed under an earlier version of it; what is archived stays so.
 */
export interface ArchiveRule extends Sourced {
  /** Natural days, 30–1,100: by then its messages are sent or given up, and no request that made it can be repeated. */
  readonly after: { readonly days: number };
}

/**
 * How long after its closure the personal data of a ticket is kept, as short as its purpose needs (个人信息保护法 art. 19); then it is
 * erased, in the archive too. As the archive's, it binds no ticket: what the rulebook says today counts for all that are closed.
 */
export interface RetentionRule extends Sourced {
  /** Natural days, 30–11,000. */
  readonly after: { readonly days: number };
}

/** How a matter can be raised (WF-28, JN-11). @property roundTheClock at any hour, holidays included */
export interface IntakeRule extends Sourced {
  readonly channels: readonly Channel[];
  readonly roundTheClock?: Sourced;
}

/**
 * What follows where a caller misuses the hotline: harasses, threatens, holds the line (HZ-4, WF-34). It binds no ticket. Whoever is
 * restricted stays so as it was imposed, whatever the rulebook says later.
 */
export interface MisuseRule extends Sourced {
  /** The use of the phone line is restricted; a city whose text knows none has none. @property longest natural days, 1–30 */
  readonly restriction?: Sourced & { readonly longest: { readonly days: number } };
}

/** What happens by itself when something has happened to a ticket, or in one unit's hands, for the nth time; once. */
export type Trigger = Sourced & Counted & { readonly times: number } & TriggerAct;

/** What a trigger counts, and under which conditions. */
export interface Counted {
  readonly on: Countable;
  /** Only what was done by these; by all where it is left out. */
  readonly by?: readonly Presser[];
  /** Only what happens while all of these hold of the unit (JE-19). */
  readonly while?: readonly Condition[];
  /** Counted for each unit by itself: a new unit starts clean. */
  readonly per?: 'unit';
}

export type TriggerAct =
  | { readonly do: 'supervise'; readonly mode: Mode; readonly to: readonly Recipient[] }
  | { readonly do: 'escalate'; readonly level: Level; readonly to: readonly Recipient[] }
  | { readonly do: 'correct'; readonly to: readonly Recipient[] }
  /** `propose`: the facts are made ready, and a person decides (JN-10, HZ-11, BJ-14). */
  | { readonly do: 'refer' | 'propose'; readonly to: readonly Recipient[] };

/**
 * `pressed`: the unit was urged or its closure sent back (JE-19: 催办、退办). `repeated`: handling periods of the same matter, this one
 * counted, where it came back after closures (难点: JE-13); counted when a unit gets the order.
 */
export type Countable = (typeof COUNTABLES)[number];
export const COUNTABLES = [
  'improper-return',
  'unresolved',
  'rehandled',
  'pressed',
  'sent-back',
  'repeated',
] as const;

/** Who is told at once of a matter of some weight (JE-6). */
export interface Briefing extends Sourced {
  readonly to: readonly Recipient[];
  /** It is under such supervision from its dispatch on (JE-17: matters raised by the media). */
  readonly mode?: Mode;
}

export interface CallbackRule extends Sourced {
  readonly scale: readonly string[];
  /** Answers on the scale that send a ticket back to the unit. */
  readonly dissatisfied: readonly string[];
  /** How many times a ticket goes back to the unit before it is for the supervisor to decide, 0–10. */
  readonly rehandle: number;
  /** How many calls are made to a caller who is not reached before the ticket closes all the same, 1–10. */
  readonly attempts: number;
  /** How long after a call in vain the next one counts. */
  readonly spacing?: Span;
}

/**
 * One rulebook version as it binds one ticket: already chosen for the ticket's kind, channel and urgency.
 * It travels in the workflow's input, so it holds no labels and no comments.
 */
export interface Rules {
  /** In which edition they were compiled: what the rules mean where they say nothing. Missing for those from before (`edition.ts`). */
  readonly edition?: number;
  readonly id: string;
  readonly version: string;
  /** The first 12 hex digits of its file's SHA-256: tells two files of the same version apart. */
  readonly hash?: string;
  /** Minutes after 00:00 at which a day ends. */
  readonly dayEnds: number;
  readonly clocks: Readonly<Partial<Record<ClockName, ClockRule>>>;
  readonly decline: readonly DeclineGround[];
  readonly callback?: CallbackRule;
  /** The rest is missing for tickets that were started before their rulebook knew the word; they live on without it. */
  readonly dispatch?: DispatchRule;
  /** Assisting units have a clock of their own, and the lead's closure waits for what they owe it (BJ-7). */
  readonly contribution?: ContributionRule;
  /** The levels that a matter may rise to, where the rulebook names its own (JE-23). */
  readonly levels?: Levels;
  /** What is above may set a limit so long at most (WF-23). */
  readonly decision?: Sourced & { readonly longest: Span };
  /** A unit asks to return an order within this time after it (退单窗口). */
  readonly returning?: Sourced & { readonly limit: Span };
  /** How often a matter may be deferred to a promised day, and how far ahead (挂账: JN-4, HZ-9). */
  readonly deferral?: DeferralRule;
  /** A unit is ordered to correct before it is referred (责令改正: WF-33, JE-18, BJ-14). */
  readonly correction?: Sourced;
  /** Supervision that ends with a look back at the earlier handling (JE-17). */
  readonly lookBack?: Sourced & { readonly modes: readonly Mode[] };
  readonly extension?: ExtensionRule;
  /** Grounds to end the handling besides those for not accepting (WF-21). */
  readonly termination?: readonly { readonly id: string; readonly source?: string }[];
  readonly closure?: ClosureRule;
  readonly triggers?: readonly Trigger[];
  readonly briefing?: readonly Briefing[];
}

/** What a ticket is bound to from its start (T-9). */
export interface Law {
  readonly rules: Rules;
  readonly calendar: Calendar;
  /** The newest publication of a calendar that this one knows of; none before the first (see `rebind`). */
  readonly publication?: number;
}

/** How a rulebook calls its levels, and whom each of them is. */
export type Levels = Readonly<
  Partial<Record<Exclude<Level, 0>, Sourced & { readonly label: string; readonly to?: Recipient }>>
>;

export interface DeferralRule extends Sourced {
  /** 0–10. */
  readonly times: number;
  /** How far ahead the promised day may lie. */
  readonly longest?: Span;
}

/** What a limit or a rung may be for: all that it names must fit the ticket. A category: 大类/小类, or a whole 大类. */
export interface For {
  readonly kind?: readonly Kind[];
  readonly urgency?: readonly string[];
  readonly category?: readonly string[];
  readonly level?: readonly Origin[];
}

/** One line of a limit; of those that fit a ticket, the most specific decides (HZ-1, BJ-6, WF-20). */
export interface LimitLine extends Sourced {
  readonly for?: For;
  readonly limit: Span;
  /** Where it stands below `limit` in the file: `.complaint` of a map, `[0]` of a list; nothing where there is one limit for all. */
  readonly path?: string;
}

/** A whole rulebook, as the file says it and after its check. */
export interface Rulebook extends Pick<Sourced, 'note'> {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  readonly dayEnds: number;
  readonly kinds: readonly Kind[];
  /** The city's own grades of urgency; none where it has none (BJ-6). */
  readonly urgency: readonly UrgencyGrade[];
  readonly decline: readonly (DeclineGround & { readonly label: string })[];
  readonly termination: readonly (Sourced & { readonly id: string; readonly label: string })[];
  readonly clocks: Readonly<Partial<Record<ClockName, ClockDefinition>>>;
  readonly callback?: CallbackRule;
  readonly dispatch: DispatchRule;
  readonly contribution: ContributionRule;
  readonly levels: Levels;
  readonly decision?: Rules['decision'];
  readonly returning?: Rules['returning'];
  readonly deferral: DeferralRule;
  readonly correction?: Sourced;
  readonly lookBack?: Rules['lookBack'];
  readonly extension: ExtensionRule;
  readonly closure: ClosureRule;
  readonly archive: ArchiveRule;
  /** None where nothing is erased by itself. */
  readonly retention?: RetentionRule;
  /** None where it does not say. */
  readonly intake?: IntakeRule;
  /** None where its text does not speak of it. */
  readonly misuse?: MisuseRule;
  readonly triggers: readonly Trigger[];
  readonly briefing: readonly (Briefing & { readonly for?: readonly string[] })[];
}

export interface UrgencyGrade extends Sourced {
  readonly id: string;
  readonly label: string;
  /** The grade of a ticket that names none, so that every order has its limit (BJ-6). */
  readonly default?: true;
}

/** A rung as a rulebook gives it: for every ticket, or only for those of the kinds or grades of urgency that it names. */
export type RungDefinition = Rung & { readonly for?: readonly string[] };

export interface ClockDefinition extends Pick<
  ClockRule,
  'source' | 'note' | 'from' | 'onTheSpot' | 'renewedByProgress'
> {
  /** None for a promise alone. */
  readonly limit: readonly LimitLine[];
  readonly ladder: readonly RungDefinition[];
  /** The clock runs only for these channels (JE-3); for all where it is left out. */
  readonly channels?: readonly Channel[];
  /** The clock runs only for these kinds (JE-8); for all where it is left out. */
  readonly kinds?: readonly Kind[];
}
