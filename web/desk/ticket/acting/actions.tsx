import type { FormsAnswer } from '../../../../api/forms/answers';
import type { TicketAnswer } from '../../../../api/tickets/answers';
import type { CommandName } from '../../../../domain/words';
import type { Session } from '../../../shared/session';
import { useShortcut } from '../../../shared/shortcuts';
import { Button } from '../../../shared/ui/button';
import { Loading, Refusal } from '../../../shared/ui/notes';
import { acts } from '../queries';
import styles from './acting.module.css';
import { likeliest } from './likely';

/** What can be done now, the likeliest first; what can't, and why. */
export function Actions({
  forms,
  error,
  ticket,
  session,
  focused,
  onAct,
}: {
  readonly forms: FormsAnswer | undefined;
  readonly error: unknown;
  readonly ticket: TicketAnswer;
  readonly session: Session;
  /** What was just left, and is where the keyboard goes on. */
  readonly focused: CommandName | undefined;
  readonly onAct: (command: CommandName) => void;
}) {
  if (!acts(session.role)) return null;
  const possible = likeliest(forms?.items.filter((it) => it.possible) ?? [], ticket, session);
  const impossible = forms?.items.filter((it) => !it.possible) ?? [];
  return (
    <section className={styles.section} aria-labelledby="actions">
      <h2 id="actions">办理</h2>
      {Boolean(error) && !forms && <Refusal error={error} />}
      {!forms && !error && <Loading />}
      {forms && possible.length === 0 && <p className={styles.soft}>现在没有您可以办理的事项。</p>}
      <div className={styles.buttons}>
        {possible.map(({ command, label }, index) => (
          <Act
            key={command}
            label={label}
            nth={index + 1}
            autoFocus={command === focused}
            onPress={() => onAct(command)}
          />
        ))}
      </div>
      {impossible.length > 0 && (
        <details>
          <summary>现在不能办的（{impossible.length}）</summary>
          <dl className={styles.impossible}>
            {impossible.map(({ command, label, message, rule }) => (
              <div key={command}>
                <dt>{label}</dt>
                <dd>
                  {message ?? '现在不能办理。'}
                  {rule !== undefined && `（${rule}）`}
                  <Button look="quiet" aria-label={`查看要求：${label}`} onPress={() => onAct(command)}>
                    查看要求
                  </Button>
                </dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </section>
  );
}

/** The first nine have their number as a key. */
function Act({
  label,
  nth,
  autoFocus,
  onPress,
}: {
  readonly label: string;
  readonly nth: number;
  readonly autoFocus: boolean;
  readonly onPress: () => void;
}) {
  useShortcut(nth <= 9 ? { key: String(nth), does: label, run: onPress } : undefined);
  return (
    <Button {...(nth === 1 ? { look: 'primary' } : {})} autoFocus={autoFocus} onPress={onPress}>
      {label}
      {nth <= 9 && (
        <kbd className={styles.key} aria-hidden="true">
          {nth}
        </kbd>
      )}
    </Button>
  );
}
