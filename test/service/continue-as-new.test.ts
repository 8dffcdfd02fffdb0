import { Worker } from '@temporalio/worker';
import { commandId } from '../../domain/ids';
import type { Command } from '../../domain/procedures/command';
import type { Applied } from '../../domain/procedures/command';
import { bundle } from '../given/servers/bundle';
import { calmRulebook, ladderInSeconds } from '../given/servers/config-folder';
import { eventsOf, runsOf, typeOf } from '../given/histories';
import { OPERATOR } from '../given/hotline';
import {
  atTheTop,
  expectEveryRungOnce,
  expectNoGap,
  nothingToSend,
  recordOf,
  rungsIn,
} from '../given/climbed-ladder';
import { waitFor } from '../given/wait-for';
import { startWholeService, type WholeService } from '../given/servers/whole-service';

/** After so few events of its history a workflow is told to continue as new: every few commands. */
const EVENTS_A_RUN = 60;

let service: WholeService;
beforeAll(async () => {
  service = await startWholeService({
    rulebooks: [
      calmRulebook('calm'),
      ladderInSeconds('quick', { limit: 6, remindBefore: 3, second: 3, third: 6 }),
    ],
    temporalArgs: ['--dynamic-config-value', `limit.historyCount.suggestContinueAsNew=${EVENTS_A_RUN}`],
  });
});
afterAll(() => service?.stop());

const runs = (id: string) => runsOf(service.engine, id);

describe('given a ticket whose history is cut short again and again', () => {
  test('pressed many times while its ladder goes on, it loses no press and fires every rung once', async () => {
    const { hotline, engine } = service;
    const { id } = await hotline.dispatched();
    const texts: string[] = [];
    while ((await hotline.ticket(id)).level < 3) {
      const batch = ['一', '二', '三', '四', '五'].map((which) => `第${texts.length}次催办之${which}`);
      await Promise.all(batch.map((text) => hotline.order(id, 'urge', { text })));
      texts.push(...batch);
    }
    const record = await atTheTop(hotline, id);

    expectEveryRungOnce({
      ...record,
      // Who is pressed by hand is told by a template of its own.
      outbox: record.outbox.filter(({ template }) => template !== 'urged'),
    });
    const pressed = record.ledger.filter(({ type }) => type === 'urged').map(({ data }) => String(data.text));
    expect(pressed.toSorted()).toEqual(texts.toSorted());
    expect(record.ticket.counts.urged).toBe(texts.length);
    const told = record.outbox.filter(({ template }) => template === 'urged');
    expect(told).toHaveLength(texts.length);

    const all = await runs(id);
    expect(all.length).toBeGreaterThan(2);
    // Many commands in one task, in each of its runs.
    for (const runId of all) {
      const history = await engine.workflow.getHandle(id, runId).fetchHistory();
      await Worker.runReplayHistory({ workflowBundle: await bundle() }, history, id);
    }
    for (const runId of all.slice(0, -1)) {
      expect(typeOf((await eventsOf(engine, id, runId)).at(-1) ?? {})).toBe(
        'WORKFLOW_EXECUTION_CONTINUED_AS_NEW',
      );
    }
    expect((await hotline.handleToTheEnd(id)).state).toBe('closed');
    const { ticket, ledger } = await recordOf(hotline, id);
    expectNoGap(ticket, ledger);
    expect(rungsIn(ledger)).toHaveLength(4);
  });

  test('a command that comes again in a later run is applied once', async () => {
    const { hotline, engine } = service;
    const { id } = await hotline.dispatched({ rulebook: 'calm' });
    const command: Command = {
      id: commandId('the-same-command'),
      name: 'urge',
      actor: { role: OPERATOR.role },
      parts: [],
    };
    const send = () =>
      engine.workflow
        .getHandle(id)
        .executeUpdate<Applied, [Command]>('urge', { args: [command], updateId: command.id });
    const first = await send();
    const [run] = await runs(id);
    await waitFor('the workflow has continued as new', async () => {
      await hotline.order(id, 'supplement', { text: '补充' });
      const { runId } = await engine.workflow.getHandle(id).describe();
      return runId !== run;
    });
    // What the server has forgotten by now stands in the details.
    const handle = engine.workflow.getHandle(id);
    const { currentDetails } = await handle.query<{ currentDetails: string }>('__temporal_workflow_metadata');
    expect(currentDetails).toContain('**工单** 投诉 · 市容环境/占道经营 · 历下区人民政府');
    const again = await send();
    expect(again.seq).toBeGreaterThan(first.seq);
    const { ticket, ledger } = await recordOf(hotline, id);
    expect(ledger.filter(({ type }) => type === 'urged')).toHaveLength(1);
    expect(ticket.counts.urged).toBe(1);
    expectNoGap(ticket, ledger);
  });

  test('a message that could not be sent is sent by a later run', async () => {
    const { hotline, brokenReceiver } = service;
    brokenReceiver.answer.status = 500;
    const { id } = await hotline.dispatched({ rulebook: 'calm' }, 'shuiwu');
    const [run] = await runs(id);
    await waitFor('the workflow has continued as new', async () => {
      await hotline.order(id, 'urge', { text: '催' });
      return (await service.engine.workflow.getHandle(id).describe()).runId !== run;
    });
    brokenReceiver.answer.status = 204;
    await waitFor('all messages were sent', async () => nothingToSend(await hotline.outbox(id)), {
      seconds: 45,
      every: 500,
    });
    const last = brokenReceiver.received.map(({ body }) => (JSON.parse(body) as { id: string }).id);
    const first = (await hotline.outbox(id)).find(({ template }) => template === 'dispatched');
    expect(last).toContain(first?.id);
  });
});
