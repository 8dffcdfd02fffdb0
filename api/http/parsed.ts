import type { z } from 'zod';
import type { Language } from '../../domain/words';
import { errorsOf, invalid } from './problem';

/** What a request says, by its schema. @throws a 422 with everything that is wrong */
export function parsed<T extends z.ZodType>(schema: T, sent: unknown, language?: Language): z.output<T> {
  const read = schema.safeParse(sent);
  if (read.success) return read.data;
  throw invalid('The request does not fit its schema.', errorsOf(read.error.issues, language));
}
