import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { reason, say } from '../progress';
import { secrets } from '../secrets';
import { readSettings, type Settings } from '../settings';
import { fill, type Filled } from './fill';
import { serviceAt } from './service';

const USAGE = `npm run demo -- [--tickets N] [--seed TEXT]
  fills the npm start of this folder with a believable month, through its API alone
  --tickets  from 20 to 9000; 2000 when not given
  --seed     another seed is another month; huiyin when not given`;

/** What was begun: the same once more goes on with it, and adds nothing twice. */
const begun = z.object({
  seed: z.string(),
  tickets: z.number(),
  base: z.number(),
  done: z.boolean(),
});
type Begun = z.infer<typeof begun>;

/** How often progress is told (ms). */
const EVERY = 2_000;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      tickets: { type: 'string', default: '2000' },
      seed: { type: 'string', default: 'huiyin' },
    },
  });
  const tickets = Number(values.tickets);
  if (!Number.isInteger(tickets) || tickets < 20 || tickets > 9_000)
    throw new Error('--tickets is a whole number from 20 to 9000');
  if (!/^[\w-]{1,40}$/.test(values.seed)) throw new Error('--seed has 1 to 40 letters, digits and hyphens');
  // Refuses production: tokens are made here.
  const settings = readSettings(process.env);
  const { HUIYIN_JWT_SECRET } = secrets(settings);
  const url = settings.HUIYIN_PUBLIC_URL ?? `http://localhost:${settings.PORT}`;
  const file = join(settings.HUIYIN_DATA, 'demo.json');
  const now = Math.floor(Date.now() / 60_000) * 60_000;
  const known = readBegun(file);
  const asked: Begun = { seed: values.seed, tickets, base: now, done: false };
  const isKnown = known?.seed === asked.seed && known.tickets === asked.tickets;
  if (known?.done) {
    say(
      `· it is there already: ${known.tickets} tickets (seed ${known.seed}); remove ${settings.HUIYIN_DATA} for another`,
    );
    return;
  }
  if (known && !isKnown)
    throw new Error(`another one was begun: --tickets ${known.tickets} --seed ${known.seed} goes on with it`);
  const month = known ?? asked;
  save(settings, file, month);
  const began = Date.now();
  let told = 0;
  const rate = (done: number): string => (done / Math.max((Date.now() - began) / 1_000, 0.1)).toFixed(1);
  say(`· filling ${url} with ${tickets} tickets …`);
  const filled = await fill({
    service: serviceAt(url, HUIYIN_JWT_SECRET),
    ...month,
    passed: (done) => {
      if (Date.now() - told < EVERY && done < tickets) return;
      told = Date.now();
      say(`  ${done} of ${tickets} · ${Math.floor((done / tickets) * 100)}% · ${rate(done)} tickets/s`);
    },
  });
  save(settings, file, { ...month, done: true });
  say(summary(filled, Math.round((Date.now() - began) / 1_000), rate(tickets)));
}

function readBegun(file: string): Begun | undefined {
  return existsSync(file) ? begun.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
}

function save({ HUIYIN_DATA }: Settings, file: string, month: Begun): void {
  mkdirSync(HUIYIN_DATA, { recursive: true });
  writeFileSync(file, `${JSON.stringify(month)}\n`);
}

function summary(it: Filled, seconds: number, rate: string): string {
  const courses = Object.entries(it.courses)
    .toSorted(([, a], [, b]) => b - a)
    .map(([course, count]) => `${course} ${count}`)
    .join(', ');
  const misfits = [...it.refused].toSorted(([, a], [, b]) => b - a).slice(0, 8);
  return [
    `  done in ${seconds} s, ${rate} tickets/s`,
    `  past: ${it.taken} taken (${it.open} of them open), ${it.known} known before`,
    `  living: ${it.living} (${courses})`,
    `  besides: ${it.knowledge} entries of knowledge, ${it.restrictions} restrictions, ${it.merged} merged`,
    ...misfits.map(([why, count]) => `  refused ${count} ×: ${why}`),
  ].join('\n');
}

if (require.main === module) {
  main().catch((error: unknown) => {
    process.stderr.write(`${reason(error)}\n\n${USAGE}\n`);
    process.exitCode = 1;
  });
}
