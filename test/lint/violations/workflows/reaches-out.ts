import { randomUUID } from 'node:crypto';
import { sleep } from '@temporalio/workflow';
import { z } from 'zod';
import { deliver } from '../activities/ticket-activities';
import { store } from '../storage/tickets';
import type { TicketActivities } from '../activities/contract';
import { decide } from '../domain/decide';

export const all = (activities: TicketActivities): unknown => [
  activities,
  randomUUID,
  z,
  deliver,
  store,
  decide,
  sleep,
];
