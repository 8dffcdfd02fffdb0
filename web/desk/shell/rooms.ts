import type { Role } from '../../../domain/words';
import { queuesOf } from '../tickets/search';

/** A place of the desk, as the head names it. */
export interface Room {
  readonly to: '/register' | '/callbacks' | '/knowledge' | '/tickets' | '/bulk';
  readonly name: string;
  /** Goes there. */
  readonly key: string;
  readonly roles: readonly Role[];
}

/** In the order of the day's work. */
export const ROOMS: readonly Room[] = [
  { to: '/register', name: '登记', key: 'n', roles: ['operator'] },
  { to: '/callbacks', name: '回访', key: 'c', roles: ['operator'] },
  { to: '/tickets', name: '工单', key: 't', roles: ['operator', 'unit', 'supervisor'] },
  { to: '/bulk', name: '批量办理', key: 'b', roles: ['operator', 'supervisor'] },
  { to: '/knowledge', name: '知识库', key: 'k', roles: ['operator', 'unit', 'supervisor'] },
];

export const roomsOf = (role: Role): readonly Room[] => ROOMS.filter((it) => it.roles.includes(role));

/** What is worked through first; nothing for those who have no queues. */
export const homeOf = (role: Role) =>
  roomsOf(role).length === 0
    ? undefined
    : ({ to: '/tickets', search: queuesOf(role)[0]?.search ?? {} } as const);
