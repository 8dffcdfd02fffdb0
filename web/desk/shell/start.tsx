import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useSession } from '../../shared/session';
import { Button } from '../../shared/ui/button';
import { TextInput } from '../../shared/ui/fields';
import { Empty } from '../../shared/ui/notes';
import styles from './shell.module.css';

/** Where those begin who have no queues: leaders look at the board, administrators at one ticket after the other, auditors at both. */
export function Start() {
  const session = useSession();
  const navigate = useNavigate();
  const [id, setId] = useState('');
  if (session.role === 'leader')
    return (
      <Empty>
        <h1>12345热线工作台</h1>
        <p>
          态势、指标和各单位情况在<a href="/board">看板</a>上；单件工单不在您的查看范围内。
        </p>
      </Empty>
    );
  return (
    <form
      className={styles.start}
      onSubmit={(event) => {
        event.preventDefault();
        if (id.trim() !== '') void navigate({ to: '/tickets/$id', params: { id: id.trim().toUpperCase() } });
      }}
    >
      <h1>查看工单</h1>
      {session.role === 'auditor' && (
        <p>
          态势、指标和各单位情况在<a href="/board">看板</a>上，从那里也能打开工单。
        </p>
      )}
      <TextInput
        label="工单编号"
        hint="如 HY-7K3M-9Q2X-4V1B"
        value={id}
        onChange={setId}
        longest={40}
        required
      />
      <Button type="submit" look="primary">
        查看
      </Button>
    </form>
  );
}
