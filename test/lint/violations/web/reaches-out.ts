import { ticketAnswer } from '../api/tickets/answers';
import { worker } from '../worker/main';
import { workflows } from '../workflows/main';
import { activities } from '../activities/main';
import { engine } from '../engine/main';
import { storage } from '../storage/main';
import { keys } from '../keys/main';
import { config } from '../config/main';
import { dev } from '../dev/main';
import { verify } from '../verify/main';
import { domain } from '../domain/main';
import type { TicketAnswer } from '../api/tickets/answers';

export const all: readonly unknown[] = [
  ticketAnswer,
  worker,
  workflows,
  activities,
  engine,
  storage,
  keys,
  config,
  dev,
  verify,
  domain,
];
export type Answer = TicketAnswer;
