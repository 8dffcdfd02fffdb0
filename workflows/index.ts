export { calendarChange } from './calendar-change';
export { gathering } from './gathering';
export { intakeSweep } from './intake-sweep';
export { ticket } from './ticket';
