/** Draws that look like chance and are the same for the same seed, so that a demonstration can be shown twice. */
export interface Dice {
  /** From 0, below 1. */
  draw(): number;
  /** A whole number, both ends among them. */
  whole(least: number, most: number): number;
  /** One of some. @throws where there are none */
  one<T>(some: readonly T[]): T;
  /** One of some, the likelier the greater its weight. */
  weighted<T extends string>(weights: Readonly<Record<T, number>>): T;
  /** Whether something happens that happens so often of a hundred times. */
  often(percent: number): boolean;
}

/** Mulberry32, by a seed of any text. */
export function dice(seed: string): Dice {
  let state = 2_166_136_261;
  for (const char of seed) state = Math.imul(state ^ (char.codePointAt(0) ?? 0), 16_777_619);
  const draw = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const whole = (least: number, most: number): number => least + Math.floor(draw() * (most - least + 1));
  return {
    draw,
    whole,
    often: (percent) => draw() * 100 < percent,
    one(some) {
      const found = some[whole(0, some.length - 1)];
      if (found === undefined) throw new RangeError('Nothing to draw from.');
      return found;
    },
    weighted(weights) {
      const entries = Object.entries(weights) as [keyof typeof weights, number][];
      let left = draw() * entries.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [name, weight] of entries) if ((left -= weight) < 0) return name;
      throw new RangeError('Nothing to draw from.');
    },
  };
}
