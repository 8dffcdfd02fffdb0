import { readdirSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { projectRoot } from '../../dev/cache';
import { eachAtOnce } from '../../engine/at-once';
import { TICKET_WORKFLOW } from '../../engine/names';
import { historyOf } from '../history';
import { lives } from './lives';
import type { Measured, PerTicket } from './measured';
import { type ByProcess, PRESSED, PROCESSES, type Service, startMeasured } from './service';
import { type Stored, storedBytes } from './stored-bytes';

const RULEBOOK = 'weifang';
const CLIENTS = 8;
const WARM = 16;
const PLAIN = 48;
const OPEN = 300;
/** How long the four are watched while nobody asks anything of them (ms). */
const IDLE = 10_000;
const SETTLING = 2_000;

/** Measures what one ticket costs and leaves behind, on processes as an installation has them, and keeps it for the page on capacity. */
export async function footprint(say: (text: string) => void): Promise<Measured> {
  const service = await startMeasured();
  try {
    const { dispatched, steps } = lives(service.url);
    const { engine } = service;
    /** So many dispatched, then each of the other steps for all; @returns their ids and the CPU of the four. */
    const live = async (count: number): Promise<{ ids: string[]; cpu: ByProcess }> => {
      const ids: string[] = [];
      let cpu = await spent(service, () =>
        eachAtOnce(Array(count).keys(), async () => void ids.push(await dispatched(RULEBOOK)), CLIENTS),
      );
      for (const step of steps) {
        // Of 300,000 open tickets hardly one is still at hand when its next command comes. Messages are under way for a moment.
        await pause(SETTLING);
        await service.restartWorker();
        cpu = sum(cpu, await spent(service, () => eachAtOnce(ids, step, CLIENTS)));
      }
      cpu = sum(cpu, await spent(service, () => atRest(engine)));
      return { ids, cpu };
    };
    say(`${WARM} tickets to warm up`);
    await live(WARM);
    const idle = each(await spent(service, () => pause(IDLE)), IDLE / 1_000);
    const memoryAtRest = service.memory();

    say(`${PLAIN} plain tickets, ${CLIENTS} clients`);
    const before = await storedBytes(service.mongoUri);
    const fileBefore = fileBytes(service);
    const { ids, cpu } = await live(PLAIN);
    const closed: PerTicket = {
      ...(await historyOf(engine, ids[0] ?? '')),
      cpu: rounded(each(cpu, PLAIN), 4),
      temporalBytes: Math.round((fileBytes(service) - fileBefore) / PLAIN),
      stored: perTicket(before, await storedBytes(service.mongoUri), PLAIN),
    };

    say(`${OPEN} open tickets`);
    const openFile = fileBytes(service);
    const withoutOpen = service.memory();
    const one = await dispatched(PRESSED.id);
    await eachAtOnce(Array(OPEN - 1).keys(), () => dispatched(PRESSED.id), CLIENTS);
    const memoryBusy = service.memory();
    const openBytes = Math.round((fileBytes(service) - openFile) / OPEN);
    await pause(SETTLING);
    await service.restartWorker();
    const beforeRung = await historyOf(engine, one);
    say(`each is pressed ${PRESSED.seconds} s after it arrived`);
    const began = Date.now();
    const all = await spent(service, () => untilPressed(engine, OPEN));
    const seconds = (Date.now() - began) / 1_000;
    const rungCpu = byProcess((name) => Math.max(0, all[name] - idle[name] * seconds) / OPEN);
    const afterRung = await historyOf(engine, one);
    return {
      day: new Date().toISOString().slice(0, 10),
      memoryAtRest: rounded(memoryAtRest, 0),
      memoryBusy: rounded(memoryBusy, 0),
      cachedTicketKiB: Math.round(((memoryBusy.worker - withoutOpen.worker) * 1024) / OPEN),
      idleCpu: rounded(idle, 4),
      closed,
      openTemporalBytes: openBytes,
      rung: {
        cpu: rounded(rungCpu, 4),
        transitions: afterRung.transitions - beforeRung.transitions,
        actions: afterRung.actions - beforeRung.actions,
        historyBytes: afterRung.historyBytes - beforeRung.historyBytes,
      },
    };
  } finally {
    await service.stop();
  }
}

/** Seconds of CPU that each process spends while `act` runs. */
async function spent(service: Service, act: () => Promise<unknown>): Promise<ByProcess> {
  const before = service.cpu();
  await act();
  const after = service.cpu();
  return byProcess((name) => after[name] - before[name]);
}

const sum = (one: ByProcess, other: ByProcess): ByProcess => byProcess((name) => one[name] + other[name]);
const each = (all: ByProcess, count: number): ByProcess => byProcess((name) => all[name] / count);

const byProcess = (value: (name: keyof ByProcess) => number): ByProcess =>
  Object.fromEntries(PROCESSES.map((name) => [name, value(name)])) as unknown as ByProcess;

const rounded = (figures: ByProcess, digits: number): ByProcess =>
  byProcess((name) => Number(figures[name].toFixed(digits)));

const running = (engine: Client): Promise<number> =>
  countOf(engine, `WorkflowType = '${TICKET_WORKFLOW}' AND ExecutionStatus = 'Running'`);

const countOf = async (engine: Client, query: string): Promise<number> =>
  (await engine.workflow.count(query)).count;

async function atRest(engine: Client): Promise<void> {
  while ((await running(engine)) > 0) await pause(500);
}

async function untilPressed(engine: Client, count: number): Promise<void> {
  const query = `WorkflowType = '${TICKET_WORKFLOW}' AND Overdue = true`;
  while ((await countOf(engine, query)) < count) await pause(500);
}

/** The dev server's database with what is still in its log. */
const fileBytes = ({ temporalData }: Service): number =>
  readdirSync(temporalData).reduce((sum, file) => sum + statSync(join(temporalData, file)).size, 0);

function perTicket(
  before: ReadonlyMap<string, Stored>,
  after: ReadonlyMap<string, Stored>,
  count: number,
): Record<string, Stored> {
  const grown = [...after].map(([name, { documents, keys }]) => {
    const earlier = before.get(name) ?? { documents: 0, keys: 0 };
    const each = {
      documents: Math.round((documents - earlier.documents) / count),
      keys: Math.round((keys - earlier.keys) / count),
    };
    return [name, each] as const;
  });
  return Object.fromEntries(grown.filter(([, { documents }]) => documents > 0));
}

/** `npm run footprint`; takes about five minutes on two cores. */
async function main(): Promise<void> {
  const started = Date.now();
  const measured = await footprint((text) =>
    console.error(`[${Math.round((Date.now() - started) / 1_000)} s] ${text}`),
  );
  const file = join(projectRoot, 'bench', 'capacity', 'measured.json');
  await writeFile(file, `${JSON.stringify(measured, undefined, 2)}\n`);
  console.error(`kept in ${file}`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
