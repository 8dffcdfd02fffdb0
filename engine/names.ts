/** The names under which Temporal knows Huiyin's work. */
export const TASK_QUEUE = 'huiyin';
/** The Worker Deployment, whose versions are the builds of the workers. */
export const DEPLOYMENT = 'huiyin';
export const TICKET_WORKFLOW = 'ticket';
export const CHANGE_WORKFLOW = 'calendarChange';
export const GATHERING_WORKFLOW = 'gathering';
export const RESTRICTION_WORKFLOW = 'callerRestriction';
export const OCCASION_WORKFLOW = 'occasion';
export const BULK_WORKFLOW = 'bulk';
/** The signal that wakes a ticket when another version of the workers has become current. */
export const MOVE_ON = 'moveOn';
/** The update by which a main ticket hears of a voice. */
export const HEAR = 'hear';

/** The workflow of a change, and the name under which its messages lie in the outbox. */
export const changeWorkflow = (change: number): string => `change-${change}`;

/** The workflow of what is gathered for a unit. */
export const gatheringWorkflow = (unit: string): string => `gathering-${unit}`;

/** The workflow of a caller's restriction; who the caller is, its id does not say. */
export const restrictionWorkflow = (id: string): string => `restriction-${id}`;

/** The workflow of a command that many tickets are given at once. */
export const bulkWorkflow = (bulk: string): string => `bulk-${bulk}`;
