import { two } from './two';

export const one = (): unknown => two();
