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
import { earlier, type Facts, given, level, present, textsOnly, ticketNumber } from './body-parts';
import { dispatchBody } from './dispatch-body';
import { amendBody } from './amend-body';
import {
  callbackBody,
  contactBody,
  contributeBody,
  progressBody,
  submitBody,
  told,
  withTold,
} from './reply-bodies';

/** How one command is asked for over HTTP. */
export interface Door<N extends CommandName = CommandName> {
  readonly who: readonly Role[];
  readonly body: z.ZodType<{ readonly texts: Texts; readonly facts: Facts<N> }>;
  /** The largest body (kB), where all its texts together may need more than others do. */
  readonly most?: number;
}

export type Doors = { readonly [N in CommandName]: Door<N> };

/** The commands of DESIGN §4 that exist: who sends each, and what it must say. */
export function commandDoors(config: Config): Doors {
  const { rulebooks, units } = config;
  const said = textsOnly({ text: freeText });
  const noted = textsOnly({ note: freeText.optional() });
  const toUnit = unitIn(units);
  const mode = z.enum(keysOf(MODES));
  const goingOn = units.all.filter(({ successor }) => successor === undefined).map(({ id }) => id);
  const whyNot = (id: string) => whyNotNamed(units, id);
  const unitName = text(100)
    .superRefine((id, context) => {
      const why = whyNot(id);
      if (why) context.addIssue(issueOf(why));
    })
    .transform(unitId);
  // A ground of any rulebook may need any of these; which of them this one needs is decided with the ticket (WF-19).
  const needs = [...rulebooks.values()].flatMap(({ decline }) => decline.flatMap((ground) => ground.needs));
  const needed = Object.fromEntries(['guidance', ...needs].map((part) => [part, freeText.optional()]));

  return {
    answer: {
      who: ['operator'],
      body: z
        .strictObject({
          reply: longText,
          earlier,
          knowledge: text(100)
            // Which version, is known when it was looked up.
            .transform((id) => ({ id, version: 0 }))
            .optional()
            .meta({
              description: 'The entry of the knowledge base that it was answered from (WF-31)',
              type: 'string',
            }),
          threeWay: toUnit.optional().meta({
            description:
              'The linked hotline that was on the line too (三方通话), where the knowledge base has no answer (JE-21)',
          }),
        })
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
    urge: { who: ['operator', 'supervisor', 'caller'], body: said },
    complain: { who: ['operator', 'caller'], body: said },
    dispute: { who: ['operator', 'caller'], body: said },
    sign: { who: ['unit'], body: noted },
    contact: { who: ['unit'], body: contactBody },
    arrive: {
      who: ['unit'],
      body: z
        .strictObject({
          settled: z.boolean().optional().meta({ description: 'Settled on the spot (JE-9)' }),
          note: freeText.optional(),
        })
        .transform(({ note, ...facts }) => ({ texts: given({ note }), facts: present(facts) })),
    },
    progress: { who: ['unit'], body: progressBody },
    contribute: { who: ['unit'], body: contributeBody },
    summon: {
      who: ['unit'],
      body: z
        .strictObject({ units: z.array(toUnit).min(1).max(20), reason: freeText })
        .transform(({ units: called, reason }) => ({ texts: { reason }, facts: { units: called } })),
    },
    'hand-down': {
      who: ['unit'],
      body: z.strictObject({ to: toUnit, reason: freeText }).transform(({ to, reason }) => ({
        texts: { reason },
        facts: { to, ...present({ duties: units.byId(to.id)?.duties }) },
      })),
    },
    release: {
      who: ['operator', 'supervisor'],
      body: z
        .strictObject({ unit: unitName, reason: freeText })
        .transform(({ unit, reason }) => ({ texts: { reason }, facts: { unit } })),
    },
    'request-return': {
      who: ['unit'],
      body: z
        .strictObject({
          reason: freeText,
          suggest: toUnit.optional().meta({ description: 'The unit whose matter it is' }),
          told,
        })
        .transform(({ reason, told: telling, ...facts }) => ({
          texts: { reason, ...withTold(telling).texts },
          facts: { ...present(facts), ...withTold(telling).facts },
        })),
    },
    'request-extension': {
      who: ['unit'],
      body: z
        .strictObject({
          limit: span.meta({ description: 'How much longer than the present due moment' }),
          reason: freeText,
          plan: freeText,
          progress: freeText.optional(),
          told,
        })
        .transform(({ limit, told: telling, ...texts }) => ({
          texts: given({ ...texts, ...withTold(telling).texts }),
          facts: { limit, ...withTold(telling).facts },
        })),
    },
    'request-termination': {
      who: ['unit'],
      body: z
        .strictObject({ ground: text(100), reason: freeText, told })
        .transform(({ ground, reason, told: telling }) => ({
          texts: { reason, ...withTold(telling).texts },
          facts: { ground, ...withTold(telling).facts },
        })),
    },
    'report-unsolvable': {
      who: ['unit'],
      body: z
        .strictObject({
          reason: freeText,
          tried: freeText.meta({ description: 'What was tried to solve it' }),
          told,
        })
        .transform(({ told: telling, ...texts }) => ({
          texts: { ...texts, ...withTold(telling).texts },
          facts: withTold(telling).facts,
        })),
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
          unit: unitName.optional().meta({ description: 'Whose request, where several units asked' }),
          requestId: text(100)
            .optional()
            .meta({ description: 'Which request (`pending[].id`), where several of a kind wait' }),
        })
        .transform(({ reason, ...facts }) => ({ texts: { reason }, facts: present(facts) })),
    },
    submit: { who: ['unit'], body: submitBody, most: 256 },
    review: {
      who: ['supervisor'],
      body: z
        .strictObject({
          approve: z.boolean(),
          reason: freeText,
          submission: z
            .int()
            .min(1)
            .optional()
            .meta({ description: 'The number of the submission that was read (`submission`)' }),
        })
        .transform(({ reason, ...facts }) => ({ texts: { reason }, facts: present(facts) })),
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
    amend: { who: ['operator', 'supervisor'], body: amendBody(config) },
    link: {
      who: ['operator'],
      body: z
        .strictObject({ with: ticketNumber, reason: freeText })
        .transform(({ reason, ...facts }) => ({ texts: { reason }, facts })),
    },
    merge: {
      who: ['operator'],
      body: z
        .strictObject({
          into: ticketNumber.meta({ description: 'The main ticket: it goes on for both' }),
          reason: freeText,
        })
        .transform(({ reason, ...facts }) => ({ texts: { reason }, facts })),
    },
    split: { who: ['operator'], body: textsOnly({ reason: freeText }) },
    supervise: {
      who: ['supervisor'],
      body: z
        .strictObject({ mode, reason: freeText, unit: unitName.optional() })
        .transform(({ reason, ...facts }) => ({ texts: { reason }, facts: present(facts) })),
    },
    'end-supervision': {
      who: ['supervisor'],
      body: z
        .strictObject({
          conclusion: freeText,
          lookBack: freeText.optional().meta({ description: 'On the earlier handling (JE-17)' }),
          unit: unitName.optional(),
          mode: mode.optional(),
        })
        .transform(({ conclusion, lookBack, ...facts }) => ({
          texts: given({ conclusion, lookBack }),
          facts: present(facts),
        })),
    },
    correct: {
      who: ['supervisor'],
      body: z
        .strictObject({ reason: freeText, unit: unitName.optional() })
        .transform(({ reason, ...facts }) => ({ texts: { reason }, facts: present(facts) })),
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
          settled: z
            .boolean()
            .optional()
            .meta({ description: 'false: those above could not settle it, and it rises (WF-23)' }),
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
          unit: unitName.optional().meta({ description: 'The unit that has to account; else the lead' }),
          reason: freeText,
        })
        .transform(({ reason, ...facts }) => ({ texts: { reason }, facts: present(facts) })),
    },
  };
}
