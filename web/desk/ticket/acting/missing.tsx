import type { FormAnswer } from '../../../../api/forms/answers';
import { COMMANDS, type CommandName } from '../../../../domain/words';
import { Button } from '../../../shared/ui/button';
import { Note } from '../../../shared/ui/notes';

/** Why it can't be done yet, and what has to be done first. */
export function Missing({
  missing,
  onAct,
}: {
  readonly missing: FormAnswer['missing'];
  readonly onAct: (command: CommandName) => void;
}) {
  if (missing.length === 0) return null;
  return (
    <Note tone="bad">
      <p>现在还不能提交：</p>
      <ul>
        {missing.map(({ command, message, reason, rule }) => (
          <li key={`${reason} ${command}`}>
            {message}
            {rule !== undefined && `（${rule}）`}
            {command !== undefined && (
              <Button look="quiet" onPress={() => onAct(command)}>
                先{COMMANDS[command]}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Note>
  );
}
