import { z } from 'zod';
import type { Config } from '../../config/load';
import type { Rulebook } from '../../domain/law/rules';
import { CHANNELS, keysOf, KINDS, ORIGINS } from '../../domain/words';
import { categoryIn } from '../law/categories';
import { whyNotNamed } from '../units/named-unit';
import { arrival, EVEN_IF_WRONG, longText, oneOf, phone, text } from '../http/fields';

const caller = z.strictObject({
  name: text(50).optional(),
  phone,
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
    origin: z.enum(keysOf(ORIGINS)).optional().meta({
      description: 'From which level of government the matter was passed on; else the city’s own (WF-20)',
    }),
    caller,
  };
};

/** The grade of a ticket that names none, where the rulebook has grades (BJ-6). */
export const defaultGrade = ({ urgency }: Rulebook): string | undefined =>
  urgency.find((grade) => grade.default)?.id;

/** The body of `POST /v1/tickets`, with what the rulebook itself demands of it; all that is wrong is found at once. */
export function ticketBody(config: Config) {
  return z
    .strictObject(fieldsOf(config))
    .superRefine(({ rulebook, kind, urgency }, context) => {
      const book = config.rulebooks.get(rulebook);
      if (!book) return;
      const wrong = (path: string, message: string, rule?: string): void =>
        context.addIssue({ code: 'custom', path: [path], message, params: { rule } });
      if (kind in KINDS && !book.kinds.includes(kind)) {
        wrong('kind', `${book.id} does not take this kind; expected one of: ${book.kinds.join(', ')}`);
      }
      const grades = book.urgency.map(({ id }) => id);
      if (urgency === undefined ? grades.length === 0 || defaultGrade(book) : grades.includes(urgency))
        return;
      const none = `${book.id} has no grades of urgency: leave it out`;
      const expected = grades.length > 0 ? `expected one of: ${grades.join(', ')}` : none;
      wrong('urgency', expected, book.urgency[0]?.source);
    }, EVEN_IF_WRONG)
    .meta({ id: 'NewTicket' });
}

export type TicketBody = z.infer<ReturnType<typeof ticketBody>>;
