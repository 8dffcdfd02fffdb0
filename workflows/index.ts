export { calendarChange } from './calendar-change';
export { intakeSweep } from './intake-sweep';
export { ticket } from './ticket';
