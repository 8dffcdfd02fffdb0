/** The names under which Temporal knows Huiyin's work. */
export const TASK_QUEUE = 'huiyin';
export const TICKET_WORKFLOW = 'ticket';
export const CHANGE_WORKFLOW = 'calendarChange';
