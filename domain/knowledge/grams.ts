import { bigramsOf, folded } from '../characters';

/** Runs of Chinese, and words or numbers of other scripts. */
const RUNS = /\p{Script=Han}+|[\p{L}\p{N}]+/gu;
const HAN = /^\p{Script=Han}/u;

/**
 * What a text is found by: of Chinese every two neighbouring characters, since it is written without spaces and most of its words have two;
 * a character that stands alone as it is; all else word by word.
 */
export function gramsOf(text: string): string[] {
  return (folded(text).match(RUNS) ?? []).flatMap((run) => {
    if (!HAN.test(run)) return runsOf(run);
    const pairs = bigramsOf(run);
    return pairs.length > 0 ? pairs : [run];
  });
}

/** A run of mixed scripts: `12345热线` is a number, then Chinese. */
function runsOf(run: string): string[] {
  const parts = run.match(/\p{Script=Han}+|[^\p{Script=Han}]+/gu) ?? [];
  return parts.length > 1 ? parts.flatMap(gramsOf) : parts;
}

/** The single characters of what is Chinese in a text: where somebody says it in other words, they may be all that is the same. */
export const charactersOf = (text: string): string[] =>
  Array.from(folded(text)).filter((character) => HAN.test(character));
