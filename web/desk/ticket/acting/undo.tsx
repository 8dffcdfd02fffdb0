import type { FormsAnswer } from '../../../../api/forms/answers';
import { COMMANDS, type CommandName } from '../../../../domain/words';
import { Button } from '../../../shared/ui/button';
import { Note } from '../../../shared/ui/notes';

/** What takes a command back whole. Others have none: what a unit or a caller was told, and what a clock counted, stays. */
const TAKES_BACK: Partial<Record<CommandName, CommandName>> = { merge: 'split' };

/** The way back from what was just done, as long as the ticket takes it. */
export function Undo({
  done,
  forms,
  onAct,
}: {
  readonly done: CommandName | undefined;
  readonly forms: FormsAnswer | undefined;
  readonly onAct: (command: CommandName) => void;
}) {
  const back = done && TAKES_BACK[done];
  if (!back || !forms?.items.some(({ command, possible }) => command === back && possible)) return null;
  return (
    <Note tone="good">
      <p>已{COMMANDS[done]}。</p>
      <div>
        <Button onPress={() => onAct(back)}>撤销（{COMMANDS[back]}）</Button>
      </div>
    </Note>
  );
}
