import { Client } from '@temporalio/client';
import { commandId, ticketId } from '../../domain/ids';
import type { Command } from '../../domain/procedures/command';
import { TASK_QUEUE, TICKET_WORKFLOW } from '../../engine/names';
import { atRest, eventsOf, inputOf } from '../given/histories';
import { calmRulebook } from '../given/servers/config-folder';
import { startWholeService, type WholeService } from '../given/servers/whole-service';
import { samplesOf } from '../given/metrics';
import { waitFor } from '../given/wait-for';

let service: WholeService;
/** What Temporal Web and Temporal's CLI are: a client that has the address, and no key. */
let console_: Client;
beforeAll(async () => {
  service = await startWholeService({ rulebooks: [calmRulebook('calm')] });
  console_ = new Client({ connection: service.engine.connection });
});
afterAll(() => service?.stop());

const forged = (name: 'decline' | 'urge'): Command =>
  ({
    id: commandId(`forged-${name}`),
    name,
    actor: { role: 'supervisor', id: 'somebody-else' },
    parts: [],
    ground: 'other',
  }) as unknown as Command;

const unproven = async () => samplesOf(await service.workerMetrics(), 'huiyin_unproven_total');

const dispatched = () => service.hotline.dispatched({ rulebook: 'calm' });

/** A worker that was just started takes its time. */
const urged = (id: string, text: string): Promise<boolean> =>
  waitFor('the command is carried out', async () => {
    const { status } = await service.hotline.command(
      id,
      'urge',
      { text },
      { key: `${id}-${encodeURI(text)}` },
    );
    return status === 200;
  });

const resetToItsBeginning = async (workflowId: string): Promise<string> => {
  const firstTask = (await eventsOf(console_, workflowId)).find(
    (event) => event.workflowTaskCompletedEventAttributes,
  );
  const { runId } = (await console_.workflowService.resetWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId },
    reason: 'test',
    requestId: workflowId,
    workflowTaskFinishEventId: firstTask?.eventId,
  })) as { runId: string };
  return runId;
};

describe('what comes from a console, and not from the service', () => {
  test('is refused where it is an update: its forged actor does nothing, the history holds nothing of it, and it is told', async () => {
    const { id } = await dispatched();
    await atRest(service.engine, id);
    const before = (await eventsOf(service.engine, id)).length;
    const ticket = console_.workflow.getHandle(id);
    for (const [name, args] of [
      ['urge', [forged('urge')]],
      ['urge', []],
      ['commandLost', [{ command: 'c-1', name: 'urge', actor: { role: 'operator' } }]],
    ] as const) {
      const update = ticket.executeUpdate(name, { args: [...args] as [unknown] });
      await expect(update).rejects.toMatchObject({ cause: { type: 'Unproven' } });
    }
    expect(await eventsOf(service.engine, id)).toHaveLength(before);
    expect((await service.hotline.ticket(id)).counts.urged).toBe(0);
    expect((await unproven())['what="update"']).toBeGreaterThanOrEqual(3);
    expect(await service.logs()).toContain('came from a console');
    await service.hotline.order(id, 'urge', { text: '催' });
    expect((await service.hotline.ticket(id)).counts.urged).toBe(1);
  });

  test('is refused where it repeats what was proven for another ticket', async () => {
    const [one, other] = [await dispatched(), await dispatched()];
    await service.hotline.order(one.id, 'urge', { text: '催' });
    const accepted = (await eventsOf(service.engine, one.id)).flatMap(
      (it) => it.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest?.input ?? [],
    );
    const captured = accepted.find(({ name }) => name === 'urge')!;
    expect(captured.args?.payloads?.[0]?.metadata).toHaveProperty('proof');
    const answered = await console_.workflowService.updateWorkflowExecution({
      namespace: 'default',
      workflowExecution: { workflowId: other.id },
      request: { meta: { updateId: 'captured' }, input: captured },
      waitPolicy: { lifecycleStage: 3 },
    });
    expect(answered.outcome?.failure?.applicationFailureInfo?.type).toBe('Unproven');
    expect((await service.hotline.ticket(other.id)).counts.urged).toBe(0);
  });

  test('changes nothing where it is a signal, then or when the ticket is replayed; what the service sends goes on to count', async () => {
    const { id } = await dispatched();
    const ticket = console_.workflow.getHandle(id);
    const { clocks } = await service.hotline.ticket(id);
    await ticket.signal('rebind', { change: 999, calendar: { years: {} } });
    await ticket.signal('rebind');
    await ticket.signal('ledgerEnds', 'nowhere');
    await ticket.signal('succeed', { unit: 'lixia', successor: { id: 'forged', level: 'department' } });
    await waitFor('they were told of', async () => ((await unproven())['what="signal"'] ?? 0) >= 4);
    await service.worker.kill();
    await service.worker.start();
    await urged(id, '催');
    const after = await service.hotline.ticket(id);
    expect(after.counts.urged).toBe(1);
    expect(after.clocks).toEqual(clocks);
  }, 180_000);

  test('counts nothing where all that a ticket was ever told comes again, since it was reset: the rest does', async () => {
    const { id } = await dispatched();
    await service.hotline.order(id, 'urge', { text: '催' });
    await console_.workflow.getHandle(id).signal('rebind', { change: 999, calendar: {} });
    await service.hotline.order(id, 'urge', { text: '再催' });
    const before = await service.hotline.ticket(id);
    const runId = await resetToItsBeginning(id);
    await waitFor(
      'all came again',
      async () => (await console_.workflow.getHandle(id, runId).query('position')) === before.seq,
    );
    await service.hotline.order(id, 'urge', { text: '三催' });
    expect((await service.hotline.ticket(id)).counts.urged).toBe(before.counts.urged + 1);
    expect((await console_.workflow.getHandle(id).describe()).runId).toBe(runId);
  });

  test('counts, and is told of, where a worker is to note it only: while APIs of before are being replaced', async () => {
    const { id } = await dispatched();
    await service.worker.kill();
    service.env.HUIYIN_UNPROVEN_COMMANDS = 'noted';
    await service.worker.start();
    await console_.workflow.getHandle(id).executeUpdate('urge', { args: [forged('urge')] });
    delete service.env.HUIYIN_UNPROVEN_COMMANDS;
    expect((await unproven())['what="update"']).toBe(1);
    expect((await service.hotline.ticket(id)).counts.urged).toBe(1);
    await service.worker.kill();
    await service.worker.start();
    // Refused from here on, what was let through stays; also where all comes again, and the ticket is not told it: its ledger knows.
    await urged(id, '催');
    const before = await service.hotline.ticket(id);
    expect(before.counts.urged).toBe(2);
    const reset = await resetToItsBeginning(id);
    await waitFor('it began again from its ledger', async () => {
      const ticket = console_.workflow.getHandle(id);
      const { runId } = await ticket.describe();
      return runId !== reset && (await ticket.query<number>('position')) > before.seq;
    });
    await urged(id, '再催');
    expect((await service.hotline.ticket(id)).counts.urged).toBe(3);
  }, 180_000);

  test('fails at once where it starts a ticket; the sweep starts the true one again from its ledger', async () => {
    const { id } = await dispatched();
    const { urged } = (await service.hotline.ticket(id)).counts;
    const input = inputOf(await eventsOf(service.engine, id));
    await console_.workflow.start(TICKET_WORKFLOW, {
      workflowId: id,
      taskQueue: TASK_QUEUE,
      args: [{ ...input, carried: { ticket: { counts: { urged: 7 } }, undelivered: [], news: [] } }],
      workflowIdConflictPolicy: 'TERMINATE_EXISTING',
    });
    await waitFor(
      'the sweep has started it again',
      async () => (await service.hotline.ledger(id)).some(({ type }) => type === 'restored'),
      { seconds: 60 },
    );
    expect((await service.hotline.ticket(id)).counts.urged).toBe(urged);
    await expect(
      console_.workflow.execute(TICKET_WORKFLOW, {
        workflowId: ticketId('HY-0000-0000-0000'),
        taskQueue: TASK_QUEUE,
        args: [input],
      }),
    ).rejects.toMatchObject({ cause: { type: 'Unproven' } });
    expect((await unproven())['what="start"']).toBeGreaterThanOrEqual(2);
  }, 180_000);
});
