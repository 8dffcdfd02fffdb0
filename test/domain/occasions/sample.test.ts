import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { draw, sampleSize } from '../../../domain/occasions/sample';

const bySeed =
  (seed: string) =>
  (ticket: string): string =>
    createHash('sha256').update(`${seed} ${ticket}`).digest('hex');
const anyPopulation = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 12 }), { maxLength: 60 });

test('JE-14: drawn without replacement from those that there are, and as many as wanted', () =>
  fc.assert(
    fc.property(anyPopulation, fc.nat(70), fc.string(), (population, size, seed) => {
      const drawn = draw(population, size, bySeed(seed));
      expect(new Set(drawn).size).toBe(drawn.length);
      expect(drawn.length).toBe(Math.min(size, population.length));
      expect(drawn.every((it) => population.includes(it))).toBe(true);
    }),
  ));

test('JE-14: whoever has the seed and the list draws the same again, in whatever order the list comes', () =>
  fc.assert(
    fc.property(anyPopulation, fc.nat(70), fc.string(), (population, size, seed) => {
      const drawn = draw(population, size, bySeed(seed));
      expect(draw(population.toReversed(), size, bySeed(seed))).toEqual(drawn);
      expect(draw([...population, ...population], size, bySeed(seed))).toEqual(drawn);
    }),
  ));

test('JE-14, JE-15: each ticket has the same chance', () => {
  const population = Array.from({ length: 20 }, (_, i) => `HY-${i}`);
  const times = new Map(population.map((it) => [it, 0]));
  const draws = 4_000;
  for (let week = 0; week < draws; week++)
    for (const it of draw(population, 5, bySeed(`city/weekly-spot-check/${week}`)))
      times.set(it, (times.get(it) ?? 0) + 1);
  const expected = (draws * 5) / 20;
  // Chi-squared of 19 degrees of freedom, of draws that hinder each other a little: above 43.8 in fewer than one of a thousand cases.
  const chi = [...times.values()].reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
  expect(chi).toBeLessThan(43.8);
});

test.each([
  [0, 0],
  [2, 2],
  [40, 3],
  [200, 10],
  [10_000, 20],
])('of %i settled matters %i are drawn: the share, but at least and at most so many', (population, size) =>
  expect(sampleSize({ share: 5, least: 3, most: 20 }, population)).toBe(size),
);
