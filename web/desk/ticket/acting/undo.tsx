import { useQuery } from '@tanstack/react-query';
import type { FormsAnswer } from '../../../../api/forms/answers';
import { COMMANDS, type CommandName } from '../../../../domain/words';
import { Button } from '../../../shared/ui/button';
import { Note } from '../../../shared/ui/notes';
import { eventsQuery } from '../queries';

/**
 * What takes a command back whole, once it is whole itself: a merge is when the main ticket has heard of it; before that the ticket would
 * move on by itself under whoever takes it back. Others have none: what a unit or a caller was told, and what a clock counted, stays.
 */
const TAKES_BACK: Partial<Record<CommandName, { readonly by: CommandName; readonly after: string }>> = {
  merge: { by: 'split', after: 'main-told' },
};

/** What was just done. @property before the newest line of the story before it */
export interface Done {
  readonly command: CommandName;
  readonly before: number;
}

/** The way back from what was just done, as long as the ticket takes it. */
export function Undo({
  id,
  done,
  forms,
  onAct,
}: {
  readonly id: string;
  readonly done: Done | undefined;
  readonly forms: FormsAnswer | undefined;
  readonly onAct: (command: CommandName) => void;
}) {
  const { data: events = [] } = useQuery(eventsQuery(id));
  const back = done && TAKES_BACK[done.command];
  if (!back || !events.some(({ seq, type }) => seq > done.before && type === back.after)) return null;
  if (!forms?.items.some(({ command, possible }) => command === back.by && possible)) return null;
  return (
    <Note tone="good">
      <p>已{COMMANDS[done.command]}。</p>
      <div>
        <Button onPress={() => onAct(back.by)}>撤销（{COMMANDS[back.by]}）</Button>
      </div>
    </Note>
  );
}
