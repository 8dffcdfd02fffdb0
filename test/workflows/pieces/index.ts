export { alarm } from './alarm';
export { intakeSweep } from '../../../workflows/intake-sweep';
export { recorder } from './recorder';
export { sender } from './sender';
