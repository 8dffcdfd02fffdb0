/** The samples of one name in a text for Prometheus: each value by its labels as they are written there. */
export function samplesOf(text: string, name: string): Record<string, number> {
  const lines = text.matchAll(/^(\w+)(?:\{(.*)\})? (\S+)$/gm);
  return Object.fromEntries(
    [...lines].flatMap(([, found, labels = '', value]) => (found === name ? [[labels, Number(value)]] : [])),
  );
}
