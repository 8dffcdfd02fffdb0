import { queryOptions } from '@tanstack/react-query';
import type { BulksAnswer } from '../../../api/bulk/answers';
import { request } from '../../shared/request';

export const bulksQuery = queryOptions({
  queryKey: ['bulk'],
  queryFn: ({ signal }) => request<BulksAnswer>('/v1/bulk', { signal }),
});
