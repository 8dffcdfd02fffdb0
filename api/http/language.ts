import type { Request } from 'express';
import type { Language } from '../../domain/words';

/** The language of who asks; English where nothing is said, as programs do. */
export const languageOf = (request: Pick<Request, 'acceptsLanguages'>): Language =>
  request.acceptsLanguages('en', 'zh') === 'zh' ? 'zh' : 'en';
