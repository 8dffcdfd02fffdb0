import { useQuery } from '@tanstack/react-query';
import { wholeMomentText } from '../../../shared/times';
import { Note } from '../../../shared/ui/notes';
import { restrictionsOf } from '../queries';

/** That the number may not use the phone line for a time (HZ-4), and what stays open to its owner. */
export function Restricted({ phone }: { readonly phone: string }) {
  const { data } = useQuery(restrictionsOf(phone));
  return data?.map(({ id, until, reason, source }) => (
    <Note key={id} tone="bad">
      <p>
        <strong>
          这个号码限制来电{until === null ? '' : `，到${wholeMomentText(until)}自行解除`}
          {source === undefined ? '' : `（${source}）`}
        </strong>
      </p>
      <p>原因：{reason}</p>
      <p>其他渠道不受限制；来电人可以申诉。渠道选“电话”的登记不了。</p>
    </Note>
  ));
}
