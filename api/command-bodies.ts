import { z } from 'zod';
import type { Config } from '../config/load';
import type { Units } from '../config/units-file';
import type { CommandOf } from '../domain/command';
import { type CommandName, keysOf, type Level, MODES, type Role } from '../domain/terms';
import type { UnitRef } from '../domain/ticket';
import { EVEN_IF_WRONG, freeText, longText, span, text } from './fields';

/** The free texts of a command by the name of their part; they are stored apart, and never enter a workflow (DESIGN §6). */
export type Texts = Readonly<Record<string, string>>;

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
export function commandDoors({ rulebooks, units }: Config): Doors {
  const said = textsOnly({ text: freeText });
  const noted = textsOnly({ note: freeText.optional() });
  const toUnit = unitIn(units);
  // A ground of any rulebook may need any of these; which of them this one needs is decided with the ticket (WF-19).
  const needs = [...rulebooks.values()].flatMap(({ decline }) => decline.flatMap((ground) => ground.needs));
  const needed = Object.fromEntries(['guidance', ...needs].map((part) => [part, freeText.optional()]));

  return {
    answer: { who: ['operator'], body: textsOnly({ reply: longText }) },
    decline: {
      who: ['operator'],
      body: z
        .strictObject({ ground: text(100), ...needed, reason: freeText })
        .transform(({ ground, ...texts }) => ({ texts: given(texts), facts: { ground } })),
    },
    dispatch: { who: ['operator'], body: dispatchBody(toUnit) },
    supplement: { who: ['operator', 'caller'], body: said },
    withdraw: { who: ['operator', 'caller'], body: said },
    urge: { who: ['operator', 'caller'], body: said },
    sign: { who: ['unit'], body: noted },
    contact: { who: ['unit'], body: noted },
    arrive: { who: ['unit'], body: noted },
    progress: { who: ['unit'], body: noted },
    submit: { who: ['unit'], body: submitBody },
    review: {
      who: ['supervisor'],
      body: z
        .strictObject({ approve: z.boolean(), reason: freeText })
        .transform(({ approve, reason }) => ({ texts: { reason }, facts: { approve } })),
    },
    callback: { who: ['operator'], body: callbackBody },
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
  };
}

const level = z
  .int()
  .min(1)
  .max(3)
  .transform((number) => number as Level);

/** A unit by its id, resolved to what a ticket knows of it. */
const unitIn = (units: Units) =>
  z.string().transform((id, context): UnitRef => {
    const unit = units.byId(id);
    if (unit)
      return {
        id: unit.id,
        name: unit.name,
        level: unit.level,
        ...(unit.parent ? { parent: unit.parent } : {}),
      };
    context.addIssue({ code: 'custom', message: 'unknown unit: expected an id of GET /v1/units' });
    return z.NEVER;
  });

const dispatchBody = (unit: ReturnType<typeof unitIn>) =>
  z
    .strictObject({
      lead: unit,
      assist: z.array(unit).max(20).default([]),
      copy: z.array(unit).max(20).default([]),
      statutory: z.strictObject({ limit: span, legalBasis: freeText }).optional(),
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
    .transform(({ lead, assist, copy, statutory, note }) => ({
      texts: given({ note, legalBasis: statutory?.legalBasis }),
      facts: { lead, assist, copy, ...(statutory ? { statutory: statutory.limit } : {}) },
    }));

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
  .transform(({ outcome, reply, reason, progress, plan }) => ({
    texts: given({ ...reply, reason, progress, plan }),
    facts: { outcome },
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
