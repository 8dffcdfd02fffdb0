import { z } from 'zod';
import type { Config } from '../../config/load';
import type { Rulebook } from '../../domain/law/rules';
import { CHANNELS, keysOf, type Kind, KINDS, ORIGINS } from '../../domain/words';
import { categoryIn } from '../law/categories';
import type { ProblemError } from '../http/problem';
import { ticketNumber } from '../commands/body-parts';
import { whyNotNamed } from '../units/named-unit';
import { arrival, email, EVEN_IF_WRONG, longText, oneOf, phone, text } from '../http/fields';

const caller = z.strictObject({
  name: text(50).optional(),
  phone,
  email: email.optional().meta({ description: 'The caller is told by it, where the service sends mail' }),
  confidential: z.boolean().optional(),
  wantsReply: z.boolean().optional(),
});

const fieldsOf = ({ rulebooks, units, categories }: Config) => {
  const districts = units.ofLevel('district').map(({ id }) => id);
  return {
    rulebook: oneOf([...rulebooks.keys()], 'the id of a rulebook'),
    kind: z.enum(keysOf(KINDS)),
    category: categoryIn(categories),
    title: text(100),
    content: longText,
    channel: z.enum(keysOf(CHANNELS)),
    district: oneOf(districts, 'the id of a unit of level district', (id) => whyNotNamed(units, id)),
    address: text(200).optional(),
    urgency: text(50).optional().meta({
      description: 'One of the rulebook’s own grades, where it has them',
    }),
    receivedAt: arrival.optional(),
    follows: ticketNumber.optional().meta({
      description:
        'The closed ticket of the same matter, which came back with new facts (HZ-3); both show it as linked',
    }),
    origin: z.enum(keysOf(ORIGINS)).optional().meta({
      description: 'From which level of government the matter was passed on; else the city’s own (WF-20)',
    }),
    caller,
    simulation: z.string().trim().max(200).optional().meta({
      description:
        'The occasion that sets it as a simulated matter, with approval (JE-16): it is in no figure',
      example: 'jinan-enforcement/special-supervision/2026-11',
    }),
  };
};

/** The grade of a ticket that names none, where the rulebook has grades (BJ-6). */
export const defaultGrade = ({ urgency }: Rulebook): string | undefined =>
  urgency.find((grade) => grade.default)?.id;

/** What is wrong with a kind or a grade by the rulebook of the ticket; each where it is given. */
export function faultsIn(
  book: Pick<Rulebook, 'id' | 'kinds' | 'urgency'>,
  { kind, urgency }: { readonly kind?: Kind; readonly urgency?: string },
): ProblemError[] {
  const { id, kinds, urgency: grades } = book;
  const faults: ProblemError[] = [];
  if (kind !== undefined && !kinds.includes(kind))
    faults.push({
      path: 'kind',
      message: `${id} does not take this kind; expected one of: ${kinds.join(', ')}`,
    });
  if (urgency !== undefined && !grades.some((grade) => grade.id === urgency)) faults.push(gradeFault(book));
  return faults;
}

function gradeFault({ id, urgency }: Pick<Rulebook, 'id' | 'urgency'>): ProblemError {
  const [first] = urgency;
  if (!first) return { path: 'urgency', message: `${id} has no grades of urgency: leave it out` };
  const message = `expected one of: ${urgency.map((grade) => grade.id).join(', ')}`;
  return { path: 'urgency', message, ...(first.source === undefined ? {} : { rule: first.source }) };
}

/** The body of `POST /v1/tickets`, with what the rulebook itself demands of it; all that is wrong is found at once. */
export function ticketBody(config: Config) {
  return z
    .strictObject(fieldsOf(config))
    .superRefine(({ rulebook, kind, urgency }, context) => {
      const book = config.rulebooks.get(rulebook);
      if (!book) return;
      const gradeless = urgency === undefined && book.urgency.length > 0 && !defaultGrade(book);
      // Another kind than there is was found by its own schema.
      const known = kind in KINDS ? { kind } : {};
      const faults = faultsIn(book, { ...known, ...(urgency === undefined ? {} : { urgency }) });
      for (const { path, message, rule } of gradeless ? [...faults, gradeFault(book)] : faults)
        context.addIssue({ code: 'custom', path: [path], message, params: { rule } });
    }, EVEN_IF_WRONG)
    .meta({ id: 'NewTicket' });
}

export type TicketBody = z.infer<ReturnType<typeof ticketBody>>;
