/** Finds every rule id in a text, once each, in the order of the text. */
export type RuleIds = (text: string) => string[];

/**
 * How ids with these prefixes are found. A range (`T-1 … T-5`, `BJ-3…BJ-7`) counts for all of it. What is part of a longer
 * word or of a path is none: `UTF-8`, `/v1/tickets/T-1`.
 */
export function ruleIds(prefixes: readonly string[]): RuleIds {
  const id = `(${prefixes.join('|')})-(\\d+)`;
  const one = new RegExp(`(?<![\\w/-])${id}(?:\\s*(?:…|\\.\\.|–|至)\\s*\\1-(\\d+))?(?![\\w])`, 'g');
  return (text) => [
    ...new Set(
      [...text.matchAll(one)].flatMap(([, prefix, from, to]) => {
        const first = Number(from);
        const last = Math.max(Number(to ?? from), first);
        return Array.from({ length: last - first + 1 }, (_, i) => `${prefix}-${first + i}`);
      }),
    ),
  ];
}
