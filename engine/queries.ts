import { PUBLICATION } from '../domain/telling/search-attributes';
import type { Instant } from '../domain/time/instant';
import { TICKET_WORKFLOW } from './names';

// What Temporal's list of workflows is asked, in its own language of search attributes.

const TICKETS = `WorkflowType = '${TICKET_WORKFLOW}'`;

/** Tickets that run and do not know of a publication yet; those that were started before publications were numbered have none. */
export const unboundTickets = (publication: number): string =>
  `${TICKETS} AND ExecutionStatus = 'Running'` +
  ` AND (${PUBLICATION.name} < ${publication} OR ${PUBLICATION.name} IS NULL)`;

/** Tickets whose workflow was terminated, failed or timed out. */
export const endedTickets = (since: Instant): string =>
  `${TICKETS} AND ExecutionStatus IN ('Terminated', 'Failed', 'TimedOut')` +
  ` AND CloseTime > '${new Date(since).toISOString()}'`;
