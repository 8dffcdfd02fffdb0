import type { CommandName } from '../words';
import type { Field } from './field';
import { HOTLINE_FORMS } from './hotline-forms';
import type { Asking } from './making';
import { SUPERVISOR_FORMS } from './supervisor-forms';
import { UNIT_FORMS } from './unit-forms';

const FORMS: { readonly [N in CommandName]: (asking: Asking) => readonly Field[] } = {
  ...HOTLINE_FORMS,
  ...UNIT_FORMS,
  ...SUPERVISOR_FORMS,
};

/**
 * The fields of a command as this ticket and the rules that it is bound to want them: what must be filled in, from what it is chosen, and
 * by which rule. The command's schema and its procedure have the last word; a test holds this against both.
 */
export const formOf = (command: CommandName, asking: Asking): readonly Field[] => FORMS[command](asking);
