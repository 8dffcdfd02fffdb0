export { alarm } from './alarm';
export { gathering } from '../../../workflows/gathering';
export { intakeSweep } from '../../../workflows/intake-sweep';
export { recorder } from './recorder';
export { sender } from './sender';
