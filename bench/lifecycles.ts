import { setTimeout as pause } from 'node:timers/promises';
import { commandId } from '../domain/ids';
import { packed, type TicketInput } from '../domain/ticket/input';
import { eachAtOnce } from '../engine/at-once';
import { figure, type Measured, median } from './budget';
import { cpuSeconds } from './cpu';
import { historyOf } from './history';
import { plainCommands, plainRules } from './plain-ticket';
import { told } from './workers';
import { FLOOR_QUEUE, type World } from './world';

const CLIENTS = 16;
const COMMANDS = 5;
const ROUNDS = 3;
/** Ids as long as those of real commands and tickets are. */
const COMMAND_ID = 16;
const [PLAIN, PLAIN_UNITS, PLAIN_CALLER] = ['HY-7K3M-9Q2X-4V1B', 'HY-7K3M-9Q2X-4V1C', 'HY-7K3M-9Q2X-4V1D'];

/** People take hours between two steps: what one of them set off has come to its end before the next. */
async function atRest({ client }: World, id: string): Promise<void> {
  for (;;) {
    const { raw } = await client.workflow.getHandle(id).describe();
    if (!raw.pendingWorkflowTask && (raw.pendingActivities ?? []).length === 0) return;
    await pause(20);
  }
}

/** One plain ticket to its end. */
async function plainLife(world: World, id: string): Promise<TicketInput> {
  const input = await world.take(id, plainRules());
  const handle = world.client.workflow.getHandle(id);
  for (const command of plainCommands(id, input.matter.receivedAt)) {
    await atRest(world, id);
    const updateId = commandId(command.name.padEnd(COMMAND_ID, '-'));
    await handle.executeUpdate(command.name, { args: [{ ...command, id: updateId }], updateId });
  }
  await handle.result();
  return input;
}

/** History and input of a plain ticket; the hotline is told by webhook as its units are, and its caller’s messages wait. */
export async function plainHistory(world: World): Promise<Measured[]> {
  told.hotlineToo = true;
  const input = await plainLife(world, PLAIN);
  told.hotlineToo = false;
  const { events, historyBytes, actions } = await historyOf(world.client, PLAIN);
  const kilobytes = historyBytes / 1_000;
  const inputSize = Buffer.byteLength(JSON.stringify(packed(input))) / 1_000;
  await plainLife(world, PLAIN_UNITS);
  const units = await historyOf(world.client, PLAIN_UNITS);
  const what = 'history of a plain ticket, units and hotline told';
  return [
    { what, budget: '≤ 66 events', measured: `${events} events`, met: events <= 66 },
    { what, budget: '≤ 16 kB', measured: `${figure(kilobytes)} kB`, met: kilobytes <= 16 },
    {
      what: 'the same, its actions on Temporal Cloud',
      budget: 'shown',
      measured: `${actions}, each local activity counted`,
      met: true,
    },
    {
      what: 'the same, the hotline reading its outbox',
      budget: 'shown',
      measured: `${units.events} events, ${figure(units.historyBytes / 1_000)} kB, ${units.actions} actions`,
      met: true,
    },
    { what: 'workflow input', budget: '≤ 4 kB', measured: `${figure(inputSize)} kB`, met: inputSize <= 4 },
  ];
}

/** The same of one whose caller is told by a receiver too, of each step by itself. @param world where that is so */
export async function historyWithCaller(world: World): Promise<Measured> {
  told.hotlineToo = true;
  await plainLife(world, PLAIN_CALLER);
  told.hotlineToo = false;
  const { events, historyBytes, actions } = await historyOf(world.client, PLAIN_CALLER);
  return {
    what: 'the same, its caller told by a gateway too',
    budget: 'shown',
    measured: `${events} events, ${figure(historyBytes / 1_000)} kB, ${actions} actions`,
    met: true,
  };
}

/** Lifecycles of five commands a second, by 16 clients at once, against the bare floor; the two take turns, so that both meet the same machine. */
export async function lifecycles(
  world: World,
  count: number,
  say: (text: string) => void,
): Promise<Measured[]> {
  const rules = plainRules();
  const floor = async (id: string): Promise<void> => {
    const handle = await world.client.workflow.start('bareTicket', {
      workflowId: id,
      taskQueue: FLOOR_QUEUE,
    });
    for (let index = 0; index < COMMANDS; index++) await handle.executeUpdate('command');
    await handle.result();
  };
  const ours = async (id: string): Promise<void> => {
    const { matter } = await world.take(id, rules);
    const handle = world.client.workflow.getHandle(id);
    for (const command of plainCommands(id, matter.receivedAt).slice(0, COMMANDS)) {
      await handle.executeUpdate(command.name, { args: [command], updateId: command.id });
    }
  };
  await timed(32, 'warm-floor', floor);
  await timed(32, 'warm', ours);
  const rounds: { readonly floor: Spent; readonly ours: Spent }[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    const spent = {
      floor: await measured(world, count, `floor-${round}`, floor),
      ours: await measured(world, count, `ours-${round}`, ours),
    };
    rounds.push(spent);
    say(
      `round ${round} of ${ROUNDS}: floor ${figure(spent.floor.perSecond)} /s, ours ${figure(spent.ours.perSecond)} /s`,
    );
  }
  const middle = (of: (round: (typeof rounds)[number]) => number): number => median(rounds.map(of));
  const ratio = middle(({ floor: its, ours: our }) => our.perSecond / its.perSecond);
  const cpu = (whose: 'floor' | 'ours'): string => {
    const each = (['bench', 'temporal', 'mongo'] as const).map((process) =>
      figure(middle((round) => round[whose].cpu[process] * 1_000)),
    );
    return each.join(' + ');
  };
  return [
    {
      what: `lifecycles of ${COMMANDS} commands, ${CLIENTS} clients`,
      budget: '≥ 0.6 of the floor',
      measured: `${figure(middle((it) => it.ours.perSecond))} /s, floor ${figure(middle((it) => it.floor.perSecond))} /s`,
      ratio,
      met: ratio >= 0.6,
    },
    {
      what: 'the same, CPU of each (worker and clients + engine + database)',
      budget: 'shown',
      measured: `${cpu('ours')} ms, floor ${cpu('floor')} ms`,
      ratio: middle(({ floor: its, ours: our }) => sum(its.cpu) / sum(our.cpu)),
      met: true,
    },
  ];
}

/** What lives took. */
interface Spent {
  readonly perSecond: number;
  /** Seconds of CPU for each life (Linux). */
  readonly cpu: Readonly<Record<'bench' | 'temporal' | 'mongo', number>>;
}

const sum = ({ bench, temporal, mongo }: Spent['cpu']): number => bench + temporal + mongo;

async function measured(
  { pids }: World,
  count: number,
  name: string,
  live: (id: string) => Promise<void>,
): Promise<Spent> {
  const cpu = (): Spent['cpu'] => ({
    bench: cpuSeconds(process.pid),
    temporal: cpuSeconds(pids.temporal),
    mongo: cpuSeconds(pids.mongo),
  });
  const before = cpu();
  const seconds = await timed(count, name, live);
  const after = cpu();
  const each = (process: keyof Spent['cpu']): number => (after[process] - before[process]) / count;
  return {
    perSecond: count / seconds,
    cpu: { bench: each('bench'), temporal: each('temporal'), mongo: each('mongo') },
  };
}

/** Seconds that `count` lives take with all clients at work. */
async function timed(count: number, name: string, live: (id: string) => Promise<void>): Promise<number> {
  const start = performance.now();
  await eachAtOnce(Array(count).keys(), (index) => live(`${name}-${index}`), CLIENTS);
  return (performance.now() - start) / 1_000;
}
