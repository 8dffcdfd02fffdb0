import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { RestrictionAnswer } from '../../../api/restrictions/answers';
import { momentText } from '../../shared/times';
import type { Access } from '../access/fragment';
import styles from '../caller.module.css';
import { restrictionsQuery } from '../ticket/queries';
import { Told } from '../ui';
import { refusedText } from '../words/refused';
import { TextForm } from './text-form';
import { useAct } from './use-act';

/** Where the caller's use of the phone line is restricted: why, until when, and that one can object (HZ-4). Nothing where it is not. */
export function Restrictions({ access }: { readonly access: Access }) {
  const { data } = useQuery(restrictionsQuery(access));
  const standing = data?.items.filter(({ stands }) => stands) ?? [];
  if (standing.length === 0) return null;
  return (
    <section className={styles.card} aria-labelledby="restrictions">
      <h2 id="restrictions">限制来电</h2>
      {standing.map((it) => (
        <Restriction key={it.id} access={access} restriction={it} />
      ))}
    </section>
  );
}

function Restriction({
  access,
  restriction: { id, until, reason, events },
}: {
  readonly access: Access;
  readonly restriction: RestrictionAnswer;
}) {
  const { mutate, isPending, error } = useAct(access, `/v1/restrictions/${id}/appeal`);
  const [text, setText] = useState('');
  const last = events.findLast(({ type }) => type !== 'ended');
  return (
    <>
      <p>
        您的号码拨打热线受到限制{until === null ? '' : `，${momentText(until)}自行解除`}。原因：{reason}
      </p>
      <p>受限期间，网上的渠道照常可用；这张工单也照常办理。</p>
      {last?.type === 'appeal-refused' && (
        <p>您的申诉没有成立{last.text === undefined ? '' : `：${last.text}`}</p>
      )}
      {last?.type === 'appealed' ? (
        <Told tone="good">您已经提出申诉，正在等待决定。</Told>
      ) : (
        <TextForm
          label="申诉的理由"
          send="提交申诉"
          text={text}
          onText={setText}
          waits={isPending}
          onSend={(words) => mutate({ text: words })}
        >
          {error && <Told tone="bad">{refusedText(error)}</Told>}
        </TextForm>
      )}
    </>
  );
}
