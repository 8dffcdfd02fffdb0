import { z } from 'zod';
import type { Place } from '../../storage/feed/block';
import { cursorText, parseCursor } from '../../storage/page';

/** A place in the feed as clients get it: they hand it back and read nothing from it. */
export const placeText = ({ block, count, tag }: Place): string =>
  cursorText({ at: block, id: `${count}.${tag}` });

/** Reads a place; undefined for anything that {@link placeText} did not make. */
export function parsePlace(text: string): Place | undefined {
  const { at: block = 0, id = '' } = parseCursor(text) ?? {};
  const [, count = '', tag = ''] = /^(\d{1,6})\.([0-9a-f]{8}|)$/.exec(id) ?? [];
  const place = { block, count: Number(count), tag };
  return count !== '' && placeText(place) === text ? place : undefined;
}

/** From where on changes are wanted. */
export const from = z
  .string()
  .transform((text, context): Place | 'now' => {
    const found = text === 'now' ? text : parsePlace(text);
    if (found) return found;
    context.addIssue({ code: 'custom', message: NOT_GIVEN });
    return z.NEVER;
  })
  .optional()
  .meta({
    type: 'string',
    description:
      'A `cursor` or `next` that was given before; `now` for what comes from now on. From the oldest that is told (30 days) without it; of server-sent events from now on',
  });

const NOT_GIVEN = 'expected a cursor that this feed has given, or now';
