/**
 * A danger that an emergency number is for, and not the hotline (WF-39, JE-2; HZ-14 for the numbers). No text says by which words one knows
 * it: they are the city's own.
 */
export interface Emergency {
  /** To dial, e.g. `119`. */
  readonly number: string;
  readonly label: string;
  /** Any of them in a title or text suggests it. */
  readonly words: readonly string[];
  /** With these around them, words suggest nothing: 火灾隐患 is no fire. */
  readonly except: readonly string[];
  /** A matter of these is taken for one whatever it says. */
  readonly categories: readonly string[];
}

/** @property by the word, or the category, that suggests it */
export interface SuggestedEmergency {
  readonly number: string;
  readonly label: string;
  readonly by: string;
}

/** Which emergencies a matter suggests, in their order, each number once; a person decides whether it is one. */
export function emergenciesIn(
  {
    category,
    title = '',
    content = '',
  }: { readonly category: string; readonly title?: string; readonly content?: string },
  known: readonly Emergency[],
): readonly SuggestedEmergency[] {
  const said = `${title}\n${content}`;
  const found = known.flatMap(({ number, label, words, except, categories }): SuggestedEmergency[] => {
    const left = except.reduce((text, phrase) => text.replaceAll(phrase, '\n'), said);
    const by = words.find((it) => left.includes(it)) ?? categories.find((it) => it === category);
    return by === undefined ? [] : [{ number, label, by }];
  });
  return found.filter(({ number }, i) => found.findIndex((it) => it.number === number) === i);
}
