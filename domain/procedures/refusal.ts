import { type Parameters, type PlainReason, spoken, type Why } from '../telling/reasons';
import { type CommandName, type Language } from '../words';
import { REASONS } from '../refusal-reasons';

/** Why something is not possible, and by which rule. */
export type Because = Why & { readonly rule?: string };

/**
 * Why a command was not applied; the API turns it into a problem (DESIGN §4). A program reads the reason and its parameters;
 * `detail` says the same in English, and {@link spokenRefusal} in the reader's language.
 */
export type Refusal = Why & { readonly detail: string } & (
    | { readonly kind: 'state'; readonly allowed: readonly CommandName[]; readonly rule?: string }
    /** What its giver had seen is not how it stands any more. */
    | { readonly kind: 'stale' }
    | { readonly kind: 'forbidden' }
    | { readonly kind: 'invalid'; readonly errors: readonly RefusalError[] }
  );

export type RefusalError = Because & { readonly path: string; readonly message: string };

/** What is wrong with a command's body: as a whole, and field by field. */
export interface Wrong {
  readonly why: Why;
  readonly errors: readonly (Because & { readonly path: string })[];
}

/** @param source the rule; what a city set for itself (`local`) is no rule's to cite */
export function because(reason: PlainReason, source?: string): Because;
export function because<R extends keyof Parameters>(
  reason: R,
  parameters: Parameters[R],
  source?: string,
): Because;
export function because(
  reason: Why['reason'],
  ...more: readonly [string?] | readonly [object, string?]
): Because {
  const [parameters, source] = typeof more[0] === 'object' ? more : [{}, more[0]];
  const rule = source === undefined || source === 'local' ? {} : { rule: source };
  // The overloads see to it that a reason comes with its own parameters, as `Because` wants them.
  return { reason, parameters, ...rule } as Because;
}

/** One field is wrong: what is, and what is expected there. */
export const wrong = (why: Why, path: string, expected: Because): Wrong => ({
  why,
  errors: [{ ...expected, path }],
});

/** Not possible now, with what is. */
export const notNow = (why: Because, allowed: readonly CommandName[]): Refusal => ({
  kind: 'state',
  ...why,
  detail: spoken(why, 'en'),
  allowed,
});

/** Why a command is not done that was given to a ticket as it was at event `seen`; undefined where it still is so. */
export function staleFor(seq: number, seen: number | undefined): Refusal | undefined {
  if (seen === undefined || seen === seq) return undefined;
  const why = because('seen-another', { seen, seq });
  return { kind: 'stale', ...why, detail: spoken(why, 'en') };
}

export const notTheirs = (why: Why): Refusal => ({ kind: 'forbidden', ...why, detail: spoken(why, 'en') });

export const invalid = ({ why, errors }: Wrong): Refusal => ({
  kind: 'invalid',
  ...why,
  detail: spoken(why, 'en'),
  errors: errors.map((error) => ({ ...error, message: spoken(error, 'en') })),
});

/**
 * The same refusal in the reader's language: what it says as a whole, and of each field. One by a worker of another version,
 * whose reason is not known here, says what it says.
 */
export function spokenRefusal(refusal: Refusal, language: Language): Refusal {
  const inWords = (why: Why, otherwise: string): string =>
    REASONS.some((it) => it === why.reason) ? spoken(why, language) : otherwise;
  const said = { ...refusal, detail: inWords(refusal, refusal.detail) };
  if (said.kind !== 'invalid') return said;
  return { ...said, errors: said.errors.map((it) => ({ ...it, message: inWords(it, it.message) })) };
}
