/** As many as one process sees to at the same time, so that neither server is flooded. */
const HANDS = 8;

/**
 * Does something for each entry, several at a time: as soon as a hand is free, it takes the next.
 * @param hands how many at the same time, at least 1
 * @throws what `act` throws first; the other hands go on with what is left. Where one entry must stop no other, `act` catches
 */
export async function eachAtOnce<T>(
  entries: Iterable<T>,
  act: (entry: T) => Promise<unknown>,
  hands = HANDS,
): Promise<void> {
  const left = entries[Symbol.iterator]();
  const hand = async (): Promise<void> => {
    for (let next = left.next(); !next.done; next = left.next()) await act(next.value);
  };
  await Promise.all(Array.from({ length: hands }, hand));
}
