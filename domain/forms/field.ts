import type { UnitId } from '../ids';
import type { Language, UnitLevel } from '../words';

/** What is filled into a field of a form. */
export const FIELD_KINDS = [
  'text',
  'choice',
  'boolean',
  'number',
  /** `2026-10-30` */
  'date',
  /** `2026-10-12T22:00:00+08:00` */
  'moment',
  /** `5 workdays` */
  'span',
  /** The id of a unit. */
  'unit',
  /** The number of a ticket. */
  'ticket',
  /** `大类/小类` */
  'category',
  /** The id of an entry of the knowledge base. */
  'knowledge',
  /** Fields of its own. */
  'group',
  /** Several: of a kind, or of groups of fields. */
  'list',
] as const;
export type FieldKind = (typeof FIELD_KINDS)[number];

/** What holds of what is filled in elsewhere in the form. @property field by its path from the form itself: `told.attempts` */
export type Condition =
  | { readonly field: string; readonly is: readonly (string | boolean)[] }
  /** Whether anything is filled in there. */
  | { readonly field: string; readonly given: boolean }
  | { readonly all: readonly Condition[] };

export type Label = Readonly<Record<Language, string>>;

/** One field of the form of a command, as the ticket stands and its rulebook wants it. */
export interface Field {
  readonly name: string;
  readonly label: Label;
  readonly kind: FieldKind;
  /** Whatever else is filled in. */
  readonly required?: true;
  /** It is required where any of these holds. */
  readonly requiredIf?: readonly Condition[];
  /** It is filled in only where all of these hold. */
  readonly onlyIf?: readonly Condition[];
  /** What it is chosen from; of units and tickets where only some are possible. */
  readonly choices?: readonly Choice[];
  /** In characters; of a group all of its texts together. */
  readonly longest?: number;
  /** Of a list: of what, and how many at least and at most. */
  readonly of?: Exclude<FieldKind, 'list'>;
  readonly least?: number;
  readonly most?: number;
  /** Of a group, or of each entry of a list of groups. */
  readonly fields?: readonly Field[];
  /** Of units: what else may stand there, all units of a level (`REFERRED_TO`). */
  readonly also?: readonly Choice[];
  /** Of which levels its units may be (WF-9); of all where it is left out. */
  readonly levels?: readonly UnitLevel[];
  /** Its units are those of this one. */
  readonly parent?: UnitId;
  /** The rule that wants it, or that it is by. */
  readonly source?: string;
}

export interface Choice {
  readonly value: string | number;
  readonly label: Label;
  /** The rule that it is by. */
  readonly source?: string;
}
