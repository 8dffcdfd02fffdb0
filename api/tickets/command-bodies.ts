import { z } from 'zod';
import { ticketId, unitId } from '../../domain/ids';
import type { Config } from '../../config/load';
import type { Unit, Units } from '../../config/units-file';
import type { CommandOf } from '../../domain/procedures/command';
import { copiesWanted } from '../../domain/procedures/intake/copies';
import {
  type CommandName,
  keysOf,
  type Level,
  MODES,
  REFERRED_TO,
  REQUESTS,
  type Role,
  STAGES,
} from '../../domain/words';
import type { UnitRef } from '../../domain/ticket/ticket';
import type { Texts } from '../../storage/ledger/command-texts';
import { EVEN_IF_WRONG, freeText, longText, oneOf, span, text } from '../http/fields';
import { isTicketNumber } from './ticket-number';

/** What a command says itself, without its free texts and without who sends it. */
export type Facts<N extends CommandName> = Omit<CommandOf<N>, 'id' | 'actor' | 'parts' | 'name'>;

/** How one command is asked for over HTTP. */
export interface Door<N extends CommandName = CommandName> {
  readonly who: readonly Role[];
  readonly body: z.ZodType<{ readonly texts: Texts; readonly facts: Facts<N> }>;
}

export type Doors = { readonly [N in CommandName]: Door<N> };

/** Texts that were given, out of a body whose optional texts may be left out. */
const given = (texts: Readonly<Record<string, string | undefined>>): Texts =>
  Object.fromEntries(
    Object.entries(texts).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );

/** A body of free texts alone. */
const textsOnly = <T extends Readonly<Record<string, z.ZodType<string | undefined>>>>(shape: T) =>
  z
    .strictObject(shape)
    .transform((texts) => ({ texts: given(texts as Record<string, string | undefined>), facts: {} }));

/** The commands of DESIGN §4 that exist: who sends each, and what it must say. */
export function commandDoors(config: Config): Doors {
  const { rulebooks, units } = config;
  const said = textsOnly({ text: freeText });
  const noted = textsOnly({ note: freeText.optional() });
  const toUnit = unitIn(units);
  // A ground of any rulebook may need any of these; which of them this one needs is decided with the ticket (WF-19).
  const needs = [...rulebooks.values()].flatMap(({ decline }) => decline.flatMap((ground) => ground.needs));
  const needed = Object.fromEntries(['guidance', ...needs].map((part) => [part, freeText.optional()]));

  return {
    answer: {
      who: ['operator'],
      body: z
        .strictObject({ reply: longText, earlier })
        .transform(({ reply, ...facts }) => ({ texts: { reply }, facts: present(facts) })),
    },
    decline: {
      who: ['operator'],
      body: z
        .strictObject({ ground: text(100), ...needed, earlier, reason: freeText })
        .transform(({ ground, earlier: ticket, ...texts }) => ({
          texts: given(texts as Record<string, string | undefined>),
          facts: { ground, ...present({ earlier: ticket }) },
        })),
    },
    dispatch: { who: ['operator'], body: dispatchBody(config, toUnit) },
    supplement: { who: ['operator', 'caller'], body: said },
    withdraw: { who: ['operator', 'caller'], body: said },
    urge: { who: ['operator', 'caller'], body: said },
    complain: { who: ['operator', 'caller'], body: said },
    dispute: { who: ['operator', 'caller'], body: said },
    sign: { who: ['unit'], body: noted },
    contact: { who: ['unit'], body: noted },
    arrive: {
      who: ['unit'],
      body: z
        .strictObject({
          settled: z.boolean().optional().meta({ description: 'Settled on the spot (JE-9)' }),
          note: freeText.optional(),
        })
        .transform(({ note, ...facts }) => ({ texts: given({ note }), facts: present(facts) })),
    },
    progress: { who: ['unit'], body: noted },
    contribute: { who: ['unit'], body: contributeBody },
    'request-return': {
      who: ['unit'],
      body: z
        .strictObject({
          reason: freeText,
          suggest: toUnit.optional().meta({ description: 'The unit whose matter it is' }),
        })
        .transform(({ reason, ...facts }) => ({ texts: { reason }, facts: present(facts) })),
    },
    'request-extension': {
      who: ['unit'],
      body: z
        .strictObject({
          limit: span.meta({ description: 'How much longer than the present due moment' }),
          reason: freeText,
          plan: freeText,
          progress: freeText.optional(),
        })
        .transform(({ limit, ...texts }) => ({ texts: given(texts), facts: { limit } })),
    },
    'request-termination': {
      who: ['unit'],
      body: z
        .strictObject({ ground: text(100), reason: freeText })
        .transform(({ ground, reason }) => ({ texts: { reason }, facts: { ground } })),
    },
    decide: {
      who: ['supervisor'],
      body: z
        .strictObject({
          request: z.enum(keysOf(REQUESTS)),
          approve: z.boolean(),
          reason: freeText,
          assign: toUnit.optional().meta({
            description: 'For a return: the unit that is named directly, and may not return it',
          }),
          unit: text(100)
            .transform(unitId)
            .optional()
            .meta({ description: 'Whose request, where several units asked' }),
        })
        .transform(({ reason, ...facts }) => ({ texts: { reason }, facts: present(facts) })),
    },
    submit: { who: ['unit'], body: submitBody },
    review: {
      who: ['supervisor'],
      body: z
        .strictObject({ approve: z.boolean(), reason: freeText })
        .transform(({ approve, reason }) => ({ texts: { reason }, facts: { approve } })),
    },
    callback: { who: ['operator'], body: callbackBody },
    evaluate: {
      who: ['caller'],
      body: z
        .strictObject({
          stage: z.enum(keysOf(STAGES)),
          satisfaction: text(50).meta({ description: 'An answer on the rulebook’s scale' }),
          comment: freeText.optional(),
        })
        .transform(({ comment, ...facts }) => ({ texts: given({ comment }), facts })),
    },
    explain: { who: ['operator', 'unit'], body: said },
    supervise: {
      who: ['supervisor'],
      body: z
        .strictObject({ mode: z.enum(keysOf(MODES)), reason: freeText })
        .transform(({ mode, reason }) => ({ texts: { reason }, facts: { mode } })),
    },
    escalate: {
      who: ['supervisor'],
      body: z
        .strictObject({ level, reason: freeText })
        .transform(({ level, reason }) => ({ texts: { reason }, facts: { level } })),
    },
    'resolve-escalation': {
      who: ['supervisor'],
      body: z
        .strictObject({
          decision: longText,
          reason: freeText.optional(),
          assign: toUnit.optional().meta({ description: 'The lead unit that the decision names' }),
          limit: span.optional().meta({ description: 'How long it has; else the rulebook’s limit' }),
        })
        .transform(({ decision, reason, ...facts }) => ({
          texts: given({ decision, reason }),
          facts: present(facts),
        })),
    },
    refer: {
      who: ['supervisor'],
      body: z
        .strictObject({
          to: oneOf(
            [...new Set([...REFERRED_TO, ...units.all.map(({ id }) => id)])],
            'the id of a unit, or hotline, office, meeting, discipline for all units of that level',
          ),
          reason: freeText,
        })
        .transform(({ to, reason }) => ({ texts: { reason }, facts: { to } })),
    },
  };
}

/** Optional facts that were given. */
const present = <T extends object>(facts: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as never;

/** The ticket whose result answers this one, or which it repeats (JE-4, HZ-3). */
const earlier = text(100)
  .refine(isTicketNumber, { error: 'expected the number of a ticket' })
  .transform(ticketId)
  .optional()
  .meta({ description: 'The ticket that this one repeats' });

/** A result; or why there is none yet, and how far it is (BJ-7). */
const contributeBody = z
  .strictObject({
    result: longText.optional(),
    reason: freeText.optional(),
    progress: freeText.optional(),
  })
  .superRefine(({ result, reason, progress }, context) => {
    const fail = (path: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [path], message, params: { rule: 'BJ-7' } });
    if (result !== undefined) {
      for (const [path, given] of Object.entries({ reason, progress }))
        if (given !== undefined) fail(path, 'expected only where there is no result yet');
    } else if (reason === undefined && progress === undefined) {
      fail('result', 'required; or, where there is none yet, reason and progress');
    } else {
      if (reason === undefined) fail('reason', 'required where there is no result yet');
      if (progress === undefined) fail('progress', 'required where there is no result yet');
    }
  }, EVEN_IF_WRONG)
  .transform((texts) => ({ texts: given(texts), facts: {} }));

const level = z
  .int()
  .min(1)
  .max(3)
  .transform((number) => number as Level);

/** A unit by its id, resolved to what a ticket knows of it. */
const unitIn = (units: Units) =>
  z.string().transform((id, context): UnitRef => {
    const unit = units.byId(id);
    if (unit) return refOf(unit);
    context.addIssue({ code: 'custom', message: 'unknown unit: expected an id of GET /v1/units' });
    return z.NEVER;
  });

/** What a ticket knows of a unit: never how it is reached. */
const refOf = ({ id, name, level: at, parent }: Unit): UnitRef => ({
  id,
  name,
  level: at,
  ...(parent ? { parent } : {}),
});

const dispatchBody = (config: Config, unit: ReturnType<typeof unitIn>) =>
  z
    .strictObject({
      lead: unit,
      assist: z.array(unit).max(20).default([]),
      copy: z.array(unit).max(20).default([]),
      statutory: z
        .strictObject({ limit: span, legalBasis: freeText })
        .optional()
        .meta({ description: 'A limit of a law, or of the superior authority that passed the matter on' }),
      coordination: z
        .strictObject({ units: z.array(unit).min(1).max(20), opinion: freeText })
        .optional()
        .meta({ description: 'With whom it was settled whose matter it is, and how (BJ-4, JE-7, HZ-12)' }),
      note: freeText.optional(),
    })
    .superRefine(({ lead, assist, copy }, context) => {
      const seen = new Set<string>();
      const once = (it: UnitRef | undefined, path: (string | number)[]): void => {
        if (it?.id === undefined) return;
        if (seen.has(it.id)) {
          context.addIssue({
            code: 'custom',
            path,
            message: 'expected a unit that has no other part in this order',
          });
        }
        seen.add(it.id);
      };
      once(lead, ['lead']);
      if (Array.isArray(assist)) assist.forEach((it, index) => once(it, ['assist', index]));
      if (Array.isArray(copy)) copy.forEach((it, index) => once(it, ['copy', index]));
    }, EVEN_IF_WRONG)
    .transform(({ lead, assist, copy, statutory, coordination, note }) => {
      const related = relatedTo(config, [lead, ...assist]);
      return {
        texts: given({ note, legalBasis: statutory?.legalBasis, opinion: coordination?.opinion }),
        facts: {
          lead,
          assist,
          copy,
          ...(statutory ? { statutory: statutory.limit } : {}),
          ...(related.length > 0 ? { related } : {}),
          ...(coordination ? { coordination: { units: coordination.units } } : {}),
        },
      };
    });

/** Units that any rulebook could want to have copies; which of them the ticket's own wants is decided with the ticket. */
function relatedTo({ rulebooks, units }: Config, working: readonly UnitRef[]): UnitRef[] {
  const linked = [...rulebooks.values()].flatMap(({ dispatch }) => dispatch.linked ?? []);
  const ids = copiesWanted(working, { copyDistrict: {}, linked });
  return [...new Set(ids)].flatMap((id) => {
    const unit = units.byId(id);
    return unit ? [refOf(unit)] : [];
  });
}

/** Why a matter is not finished, how far it is, and what comes next: all three or none (HZ-9, JN-4). */
const UNFINISHED = ['reason', 'progress', 'plan'] as const;

const submitBody = z
  .strictObject({
    outcome: z.enum(['resolved', 'explained']),
    reply: z.strictObject({
      response: longText,
      result: longText,
      method: freeText,
      process: freeText.optional(),
      guidance: freeText.optional(),
    }),
    reason: freeText.optional(),
    progress: freeText.optional(),
    plan: freeText.optional(),
  })
  .superRefine((body, context) => {
    const missing = UNFINISHED.filter((part) => body[part] === undefined);
    if (missing.length === UNFINISHED.length) return;
    for (const part of missing) {
      const message =
        'required where reason, progress or plan is given: what is not finished needs all three';
      context.addIssue({ code: 'custom', path: [part], message, params: { rule: 'HZ-9' } });
    }
  }, EVEN_IF_WRONG)
  .transform(({ outcome, reply, ...unfinished }) => ({
    texts: given({ ...reply, ...unfinished }),
    facts: { outcome, finished: UNFINISHED.every((part) => unfinished[part] === undefined) },
  }));

const callbackBody = z
  .strictObject({
    reached: z.boolean(),
    resolved: z.boolean().optional(),
    satisfaction: text(50).optional().meta({ description: 'An answer on the rulebook’s scale' }),
    comment: freeText.optional(),
  })
  .superRefine(({ reached, resolved, satisfaction }, context) => {
    if (reached) return;
    for (const [path, answer] of Object.entries({ resolved, satisfaction })) {
      if (answer === undefined) continue;
      context.addIssue({
        code: 'custom',
        path: [path],
        message: 'expected only where the caller was reached',
      });
    }
  }, EVEN_IF_WRONG)
  .transform(({ comment, ...facts }) => ({ texts: given({ comment }), facts }));
