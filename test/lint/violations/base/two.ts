import { one } from './one';

export const two = (): unknown => one();
