import { z } from 'zod';
import type { Config } from '../../config/load';
import { unitId } from '../../domain/ids';
import {
  type CommandName,
  keysOf,
  MODES,
  REFERRED_TO,
  REQUESTS,
  type Role,
  STAGES,
} from '../../domain/words';
import type { Texts } from '../../storage/ledger/command-texts';
import { freeText, issueOf, longText, oneOf, span, text } from '../http/fields';
import { unitIn, whyNotNamed } from '../units/named-unit';
import { earlier, type Facts, given, level, present, textsOnly } from './body-parts';
import { dispatchBody } from './dispatch-body';
import { callbackBody, contributeBody, submitBody } from './reply-bodies';

/** How one command is asked for over HTTP. */
export interface Door<N extends CommandName = CommandName> {
  readonly who: readonly Role[];
  readonly body: z.ZodType<{ readonly texts: Texts; readonly facts: Facts<N> }>;
}

export type Doors = { readonly [N in CommandName]: Door<N> };

/** The commands of DESIGN §4 that exist: who sends each, and what it must say. */
export function commandDoors(config: Config): Doors {
  const { rulebooks, units } = config;
  const said = textsOnly({ text: freeText });
  const noted = textsOnly({ note: freeText.optional() });
  const toUnit = unitIn(units);
  const goingOn = units.all.filter(({ successor }) => successor === undefined).map(({ id }) => id);
  const whyNot = (id: string) => whyNotNamed(units, id);
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
            .superRefine((id, context) => {
              const why = whyNot(id);
              if (why) context.addIssue(issueOf(why));
            })
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
            [...new Set([...REFERRED_TO, ...goingOn])],
            'the id of a unit, or hotline, office, meeting, discipline for all units of that level',
            whyNot,
          ),
          reason: freeText,
        })
        .transform(({ to, reason }) => ({ texts: { reason }, facts: { to } })),
    },
  };
}
