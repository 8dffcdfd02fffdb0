import { expectNoGap, recordOf } from '../given/climbed-ladder';
import { calmRulebook } from '../given/servers/config-folder';
import { type Part, startWholeService, type WholeService } from '../given/servers/whole-service';
import { waitFor } from '../given/wait-for';

/** Two parts die at the same moment while tickets are being closed: a turn may be written that the engine has not, and the other way round. */
let service: WholeService;
beforeAll(async () => {
  service = await startWholeService({ rulebooks: [calmRulebook('calm')] });
}, 120_000);
afterAll(() => service?.stop());

const TICKETS = 20;
const pairs: readonly (readonly [string, (of: WholeService) => readonly Part[]])[] = [
  ['worker and Temporal', ({ worker, temporal }) => [worker, temporal]],
  ['worker and database', ({ worker, database }) => [worker, database]],
  ['Temporal and database', ({ temporal, database }) => [temporal, database]],
  ['all but the API', ({ worker, temporal, database }) => [worker, temporal, database]],
];

test.each(pairs)(
  'kill -9 of %s while tickets are withdrawn: what was answered, the engine has, once',
  async (_, of) => {
    const { hotline, engine } = service;
    const ids: string[] = [];
    for (let i = 0; i < TICKETS; i++) ids.push((await hotline.dispatched({ rulebook: 'calm' })).id);
    const withdraw = (id: string) =>
      hotline.command(id, 'withdraw', { text: '已自行解决' }, { key: `withdraw-${id}` });

    const answered: string[] = [];
    const trying = ids.map(async (id) => {
      const { status } = await withdraw(id).catch(() => ({ status: 0 }));
      if (status === 200) answered.push(id);
    });
    await waitFor('some are answered', () => answered.length >= 3, { every: 5 });
    await Promise.all(of(service).map((part) => part.kill()));
    const acknowledged = [...answered];
    await Promise.all(trying);
    await service.standUp();

    for (const id of acknowledged) {
      await waitFor('what was answered is over in the engine', async () => {
        const { status } = await engine.workflow.getHandle(id).describe();
        return status.name === 'COMPLETED';
      });
    }
    for (const id of ids) {
      await waitFor('the withdrawal is answered', async () => (await withdraw(id)).status === 200, {
        seconds: 60,
      });
      const { ticket, ledger } = await recordOf(hotline, id);
      expectNoGap(ticket, ledger);
      expect([ticket.state, ticket.outcome]).toEqual(['closed', 'withdrawn']);
      expect(ledger.filter(({ type }) => type === 'withdrawn')).toHaveLength(1);
      await waitFor('no run of it goes on', async () => {
        const { status } = await engine.workflow.getHandle(id).describe();
        return status.name !== 'RUNNING';
      });
    }
  },
  240_000,
);
