import type { TicketAnswer } from '../../../../api/tickets/answers';
import { type ClockName, type CommandName, OWED_BY, type Role } from '../../../../domain/words';
import { isOwed } from '../../../shared/times';

/** What ends a clock: whoever owes it most likely does that next. */
const ENDS: Partial<Record<ClockName, CommandName>> = {
  dispatching: 'dispatch',
  signing: 'sign',
  arrival: 'arrive',
  contact: 'contact',
  handling: 'submit',
  reply: 'submit',
  promise: 'submit',
  rectifying: 'submit',
  assist: 'contribute',
  deciding: 'resolve-escalation',
  'return-review': 'decide',
  'extension-review': 'decide',
  'unsolvable-review': 'decide',
  'closure-review': 'review',
  callback: 'callback',
  explanation: 'explain',
};

/** What a role does most, where no clock says it. */
const USUAL: Partial<Record<Role, readonly CommandName[]>> = {
  operator: [
    'callback',
    'dispatch',
    'answer',
    'explain',
    'supplement',
    'urge',
    'decline',
    'amend',
    'link',
    'merge',
    'split',
  ],
  unit: [
    'sign',
    'contact',
    'arrive',
    'explain',
    'submit',
    'contribute',
    'progress',
    'hand-down',
    'summon',
    'request-extension',
    'request-return',
  ],
  supervisor: ['decide', 'review', 'resolve-escalation', 'urge', 'supervise', 'end-supervision', 'correct'],
};

type Owed = Pick<TicketAnswer, 'assignments'> & {
  readonly clocks: readonly Pick<TicketAnswer['clocks'][number], 'name' | 'unit' | 'endedAt' | 'due'>[];
};

/** Whether a clock is the asker's own to end. */
function isOwn(
  clock: Owed['clocks'][number],
  { assignments }: Owed,
  role: Role,
  unit: string | undefined,
): boolean {
  if (role !== 'unit') return OWED_BY[clock.name] === 'hotline' || OWED_BY[clock.name] === 'above';
  if (OWED_BY[clock.name] === 'unit') return clock.unit === unit;
  return OWED_BY[clock.name] === 'lead' && assignments.some((it) => it.role === 'lead' && it.unit === unit);
}

/** Commands, the likeliest first: what ends the asker's clock that is due first, then what the role does most. */
export function likeliest<T extends { readonly command: CommandName }>(
  commands: readonly T[],
  ticket: Owed,
  { role, unit }: { readonly role: Role; readonly unit?: string | undefined },
): T[] {
  const own = ticket.clocks
    .filter((it) => isOwed(it) && isOwn(it, ticket, role, unit))
    .toSorted((a, b) => Date.parse(a.due) - Date.parse(b.due));
  const usual = USUAL[role] ?? [];
  const rank = ({ command }: T): number => {
    const owed = own.findIndex(({ name }) => ENDS[name] === command);
    if (owed >= 0) return owed;
    const place = usual.indexOf(command);
    return own.length + (place < 0 ? usual.length : place);
  };
  return commands.toSorted((a, b) => rank(a) - rank(b));
}
