import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { newKey, request } from '../../shared/request';
import styles from '../caller.module.css';
import { Field, Send, Told } from '../ui';
import { notLetIn } from '../words/refused';
import { type Access, accessBy } from './fragment';
import { codeFault, codeIn, numberFault, numberIn } from './number';

/** Number and code let a caller in. @property again they did before, too long ago */
export function Enter({
  number: given = '',
  again = false,
  onIn,
}: {
  readonly number?: string;
  readonly again?: boolean;
  readonly onIn: (access: Access) => void;
}) {
  const [number, setNumber] = useState(given);
  const [code, setCode] = useState('');
  const [faults, setFaults] = useState<{
    readonly number?: string | undefined;
    readonly code?: string | undefined;
  }>({});
  const numberField = useRef<HTMLInputElement>(null);
  const codeField = useRef<HTMLInputElement>(null);
  const isNumberGiven = given !== '';
  // Whoever comes by the ticket's number, or comes back, has the code to write, and nothing else.
  useEffect(() => {
    if (isNumberGiven) codeField.current?.focus();
  }, [isNumberGiven]);
  const { mutate, isPending, error, reset } = useMutation({
    mutationFn: (): Promise<{ readonly token: string }> =>
      request(`/v1/tickets/${numberIn(number)}/access`, { body: { code: codeIn(code) }, key: newKey() }),
    onSuccess: ({ token }) => {
      const access = accessBy(token);
      if (access) onIn(access);
    },
    onError: () => codeField.current?.select(),
  });
  return (
    <form
      className={styles.card}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (isPending) return;
        const wrong = { number: numberFault(number), code: codeFault(code) };
        setFaults(wrong);
        if (wrong.number !== undefined) return numberField.current?.focus();
        if (wrong.code !== undefined) return codeField.current?.focus();
        mutate();
      }}
    >
      <h2>{again ? '请再输一次查询码' : '查询我的诉求'}</h2>
      {again && <Told tone="soon">为了您的信息安全，过了一小时要再输一次。您写的还在。</Told>}
      <Field label="工单编号" hint="在热线发给您的短信里，以HY开头。" error={faults.number}>
        {(told) => (
          <input
            {...told}
            ref={numberField}
            value={number}
            readOnly={again}
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            required
            onChange={({ target }) => {
              setNumber(target.value);
              reset();
            }}
            onBlur={() => setNumber((it) => (numberFault(it) === undefined ? numberIn(it) : it))}
          />
        )}
      </Field>
      <Field label="查询码" hint="8位数字，和工单编号在同一条短信里。" error={faults.code}>
        {(told) => (
          <input
            {...told}
            ref={codeField}
            value={code}
            inputMode="numeric"
            autoComplete="off"
            required
            onChange={({ target }) => {
              setCode(target.value);
              reset();
            }}
          />
        )}
      </Field>
      {error && <Told tone="bad">{notLetIn(error)}</Told>}
      <Send waits={isPending}>查询</Send>
    </form>
  );
}
