export { alarm } from './alarm';
export { recorder } from './recorder';
export { sender } from './sender';
