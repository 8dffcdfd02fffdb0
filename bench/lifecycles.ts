import { loadConfig } from '../config/load';
import { bindRules } from '../domain/law/bind-rules';
import type { Rules } from '../domain/law/rules';
import { packed } from '../domain/ticket/input';
import { instant } from '../domain/time/instant';
import { eachAtOnce } from '../engine/at-once';
import { figure, type Measured } from './budget';
import { matterOf, plainCommands } from './plain-ticket';
import { FLOOR_QUEUE, type World } from './world';

const CLIENTS = 16;
const COMMANDS = 5;

const weifang = (): Rules => {
  const book = loadConfig().rulebooks.get('weifang');
  if (!book) throw new Error('no rulebook weifang');
  return bindRules(book, matterOf('', instant(Date.now())));
};

/** History and input of a plain ticket. */
export async function plainHistory(world: World): Promise<Measured[]> {
  const id = 'plain';
  const input = await world.take(id, weifang());
  const handle = world.client.workflow.getHandle(id);
  for (const command of plainCommands(id, input.matter.receivedAt))
    await handle.executeUpdate(command.name, { args: [command], updateId: command.id });
  await handle.result();
  const { historyLength, raw } = await handle.describe();
  const kilobytes = Number(raw.workflowExecutionInfo?.historySizeBytes ?? 0) / 1_000;
  const inputSize = Buffer.byteLength(JSON.stringify(packed(input))) / 1_000;
  return [
    {
      what: 'history of a plain ticket',
      budget: '≤ 80 events',
      measured: `${historyLength} events`,
      met: historyLength <= 80,
    },
    {
      what: 'history of a plain ticket',
      budget: '≤ 20 kB',
      measured: `${figure(kilobytes)} kB`,
      met: kilobytes <= 20,
    },
    { what: 'workflow input', budget: '≤ 4 kB', measured: `${figure(inputSize)} kB`, met: inputSize <= 4 },
  ];
}

/** Lifecycles of five commands a second, by 16 clients at once, against the bare floor; the two take turns, so that both meet the same machine. */
export async function lifecycles(
  world: World,
  count: number,
  say: (text: string) => void,
): Promise<Measured> {
  const rules = weifang();
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
  let [floorTime, ourTime] = [0, 0];
  for (let round = 1; round <= 3; round++) {
    floorTime += await timed(count, `floor-${round}`, floor);
    ourTime += await timed(count, `ours-${round}`, ours);
    say(
      `round ${round} of 3: floor ${figure((round * count) / floorTime)} /s, ours ${figure((round * count) / ourTime)} /s`,
    );
  }
  const ratio = floorTime / ourTime;
  return {
    what: `lifecycles of ${COMMANDS} commands, ${CLIENTS} clients`,
    budget: '≥ 0.5 of the floor',
    measured: `${figure((3 * count) / ourTime)} /s, floor ${figure((3 * count) / floorTime)} /s`,
    ratio,
    met: ratio >= 0.5,
  };
}

/** Seconds that `count` lives take with all clients at work. */
async function timed(count: number, name: string, live: (id: string) => Promise<void>): Promise<number> {
  const start = performance.now();
  await eachAtOnce(Array(count).keys(), (index) => live(`${name}-${index}`), CLIENTS);
  return (performance.now() - start) / 1_000;
}
