export { intakeSweep } from './intake-sweep';
export { ticket } from './ticket';
