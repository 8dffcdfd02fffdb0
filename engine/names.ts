/** The names under which Temporal knows Huiyin's work. */
export const TASK_QUEUE = 'huiyin';
export const TICKET_WORKFLOW = 'ticket';
export const CHANGE_WORKFLOW = 'calendarChange';

/** The workflow of a change, and the name under which its messages lie in the outbox. */
export const changeWorkflow = (change: number): string => `change-${change}`;
