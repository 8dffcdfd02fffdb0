import type { Rulebook } from '../../law/rules';
import { clockSections } from './clocks';
import { headSections } from './head';
import { namesOf } from './names';
import { procedureSections } from './procedures';
import type { Section } from './sentence';

/** A whole rulebook as a person reads it, in Chinese: what a sentence says is what the service does by it. */
export interface RulebookReading {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  readonly note?: string;
  readonly sections: readonly Section[];
}

/** @param unitName of a unit by its id, as `units.yaml` has it; undefined where it has none */
export function readingOf(book: Rulebook, unitName: (id: string) => string | undefined): RulebookReading {
  const { id, version, title, note } = book;
  const names = namesOf(book, unitName);
  return {
    id,
    version,
    title,
    ...(note === undefined ? {} : { note }),
    sections: [
      ...headSections(book, names),
      ...procedureSections(book, names),
      ...clockSections(book, names),
    ],
  };
}
