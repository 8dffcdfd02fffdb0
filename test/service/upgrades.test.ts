import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../../dev/cache';
import { DEPLOYMENT } from '../../engine/names';
import { expectNoGap, recordOf } from '../given/climbed-ladder';
import { calmRulebook } from '../given/servers/config-folder';
import { startWholeService, type WholeService } from '../given/servers/whole-service';
import { waitFor } from '../given/wait-for';

const RULE = `[{ type: 'urged', data: { text } }]`;
const CHANGED_RULE = `[{ type: 'supplemented', data: { text } }]`;

let service: WholeService;
beforeAll(async () => {
  service = await startWholeService({ rulebooks: [calmRulebook('quick')], buildId: '1' });
  await service.startWorker(await withAnotherRule(service.dir), '2');
  for (const build of ['1', '2']) await known(build);
  await setCurrent('1');
}, 120_000);
afterAll(() => service?.stop());

/** A second checkout as it was built, in which pressing is something else. */
async function withAnotherRule(dir: string): Promise<string> {
  const root = join(dir, 'second');
  await mkdir(root);
  for (const shared of ['package.json', 'node_modules', 'config'])
    await symlink(join(projectRoot, shared), join(root, shared));
  await cp(join(projectRoot, 'dist'), join(root, 'dist'), { recursive: true });
  const bundle = join(root, 'dist', 'workflow-bundle.js');
  const code = await readFile(bundle, 'utf8');
  expect(code).toContain(RULE);
  await writeFile(bundle, code.replace(RULE, CHANGED_RULE));
  return root;
}

const deployment = { namespace: 'default', deploymentName: DEPLOYMENT };
const known = (buildId: string) =>
  waitFor(`version ${buildId} is known`, async () => {
    const { workerDeploymentInfo } =
      await service.engine.workflowService.describeWorkerDeployment(deployment);
    return workerDeploymentInfo?.versionSummaries?.some((it) => it.deploymentVersion?.buildId === buildId);
  });
const setCurrent = (buildId: string) =>
  service.engine.workflowService.setWorkerDeploymentCurrentVersion({ ...deployment, buildId });
const setRamping = (buildId: string, percentage: number) =>
  service.engine.workflowService.setWorkerDeploymentRampingVersion({ ...deployment, buildId, percentage });

const buildOf = async (id: string) => {
  const { raw } = await service.engine.workflow.getHandle(id).describe();
  return raw.workflowExecutionInfo?.versioningInfo?.deploymentVersion?.buildId;
};
const runsOn = (build: string, id: string) =>
  waitFor(`${id} runs on version ${build}`, async () => (await buildOf(id)) === build, { seconds: 60 });

/** By which rule a ticket is pressed. */
async function pressed(id: string): Promise<string | undefined> {
  await service.hotline.order(id, 'urge', { text: '催' });
  return (await service.hotline.ledger(id)).at(-1)?.type;
}

test('two versions of the worker at once: a ticket keeps the rule that it began with, moves when its version is over, asleep or not, and back', async () => {
  const { hotline } = service;
  const awake = await hotline.dispatched();
  const asleep = await hotline.dispatched();
  for (const { id } of [awake, asleep])
    expect([await pressed(id), await buildOf(id)]).toEqual(['urged', '1']);

  // A ramp: whoever is among its hundredths moves with its next step; who sleeps stays.
  await setRamping('2', 100);
  const late = await hotline.dispatched();
  expect([await pressed(late.id), await buildOf(late.id)]).toEqual(['supplemented', '2']);
  await waitFor('the awake moves with a step', async () => {
    await hotline.order(awake.id, 'supplement', { text: '补充' });
    return (await buildOf(awake.id)) === '2';
  });
  expect(await pressed(awake.id)).toBe('supplemented');
  expect(await buildOf(asleep.id)).toBe('1');

  await setCurrent('2');
  await runsOn('2', asleep.id);
  expect(await pressed(asleep.id)).toBe('supplemented');

  // Taken back: all go on by the rule of before.
  await setCurrent('1');
  for (const { id } of [awake, asleep, late]) {
    await runsOn('1', id);
    expect(await pressed(id)).toBe('urged');
    const { ticket, ledger } = await recordOf(hotline, id);
    expectNoGap(ticket, ledger);
  }
}, 240_000);
