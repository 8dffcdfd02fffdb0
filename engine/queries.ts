import { PUBLICATION, RULEBOOK } from '../domain/telling/search-attributes';
import type { Instant } from '../domain/time/instant';
import type { Reaching } from '../storage/changes/changes';
import { DEPLOYMENT, TICKET_WORKFLOW } from './names';

// What Temporal's list of workflows is asked, in its own language of search attributes.

const TICKETS = `WorkflowType = '${TICKET_WORKFLOW}'`;

/**
 * Tickets that run, that a publication reaches, and that do not know of it yet; those that were started before publications were
 * numbered have none.
 */
export const unboundTickets = ({ id, rulebook }: Reaching): string =>
  `${TICKETS} AND ExecutionStatus = 'Running'` +
  (rulebook === undefined ? '' : ` AND ${RULEBOOK.name} = '${rulebook}'`) +
  ` AND (${PUBLICATION.name} < ${id} OR ${PUBLICATION.name} IS NULL)`;

/** Tickets whose workflow was terminated, failed or timed out. */
export const endedTickets = (since: Instant): string =>
  `${TICKETS} AND ExecutionStatus IN ('Terminated', 'Failed', 'TimedOut')` +
  ` AND CloseTime > '${new Date(since).toISOString()}'`;

/** Tickets that run on a version of the workers which is none of these builds. */
export const ticketsOfOtherBuilds = (builds: readonly string[]): string =>
  [
    `${TICKETS} AND ExecutionStatus = 'Running' AND TemporalWorkerDeployment = '${DEPLOYMENT}'`,
    ...builds.map((build) => `TemporalWorkerDeploymentVersion != '${DEPLOYMENT}:${build}'`),
  ].join(' AND ');
