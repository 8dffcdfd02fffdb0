import { makeToken } from '../../dev/token';
import type { CommandName } from '../../domain/words';
import { JWT_SECRET } from '../given/http';
import { BODY } from '../given/matter';
import { calmRulebook } from '../given/servers/config-folder';
import { atRest, eventsOf } from '../given/histories';
import { type Asked, LEAD, OPERATOR, type ProblemAnswer, SUPERVISOR, unit } from '../given/hotline';
import { everythingStored } from '../given/servers/database-contents';
import { startWholeService, type WholeService } from '../given/servers/whole-service';
import { waitFor } from '../given/wait-for';

let service: WholeService;
/** A ticket that was dispatched to {@link LEAD}, and one that waits to be. */
let handled: string;
let fresh: string;

beforeAll(async () => {
  service = await startWholeService({ rulebooks: [calmRulebook('calm')] });
  const { hotline } = service;
  ({ id: fresh } = await hotline.register({ rulebook: 'calm' }));
  ({ id: handled } = await hotline.dispatched({ rulebook: 'calm' }));
  for (const id of [fresh, handled]) await atRest(service.engine, id);
  await waitFor(
    'the sweep has counted, told and covered both',
    async () => {
      const { tickets = [] } = await everythingStored(service.mongoUri);
      return !tickets.some((it) => /"(?:uncounted|untold|uncovered)"/.test(it));
    },
    { seconds: 90, every: 1_000 },
  );
}, 150_000);
afterAll(() => service?.stop());

/** What a dispatched ticket takes. */
const WHILE_HANDLED = [
  'supplement',
  'withdraw',
  'urge',
  'complain',
  'sign',
  'contact',
  'arrive',
  'progress',
  'request-return',
  'request-extension',
  'request-termination',
  'report-unsolvable',
  'submit',
  'evaluate',
  'explain',
  'amend',
  'link',
  'merge',
  'supervise',
  'correct',
  'escalate',
  'refer',
];

/** Who looks at what there is; that is noted too. */
const ONLOOKER = { role: 'operator', sub: 'onlooker' } as const;

/** What is taken of all tickets from time to time, also where none changed. */
const CHECKPOINTS = ['checkpoints', 'checkpoint-heads', 'signing-keys'];

/** What database and engine hold, all of it but how often was asked, our own looks, and checkpoints. */
async function state(): Promise<unknown> {
  const { engine, hotline, mongoUri } = service;
  const { body: list } = await hotline.ask('/v1/tickets', { as: ONLOOKER });
  const workflows: string[] = [];
  for await (const { workflowId } of engine.workflow.list({ query: `WorkflowType = 'ticket'` })) {
    workflows.push(workflowId);
  }
  const histories = await Promise.all(
    [fresh, handled].map(async (id) => (await eventsOf(engine, id)).map(({ eventType }) => eventType)),
  );
  const { limits: _, accesses = [], ...others } = await everythingStored(mongoUri);
  const stored = Object.entries(others).filter(([name]) => !CHECKPOINTS.includes(name));
  const looks = accesses.filter((it) => !it.includes(ONLOOKER.sub));
  return { list, stored, looks, workflows: workflows.toSorted(), histories };
}

/** Asks, and sees that nothing at all has changed by it. */
async function refused(path: string, asked: Asked) {
  const before = await state();
  const answered = await service.hotline.ask(path, asked);
  expect(await state()).toEqual(before);
  expect(answered.headers.get('content-type')).toContain('application/problem+json');
  expect(answered.body.status).toBe(answered.status);
  return answered;
}

const inAnHour = new Date(Date.now() + 3_600_000).toISOString();

describe('422 with the path and what was expected, and nothing is stored', () => {
  test.each<[string, object, string, RegExp]>([
    ['an unknown rulebook', { rulebook: 'atlantis' }, 'rulebook', /weifang/],
    ['an unknown kind', { kind: 'praise' }, 'kind', /complaint/],
    ['an unknown channel', { channel: 'fax' }, 'channel', /phone/],
    ['an unknown district', { district: 'nowhere' }, 'district', /lixia/],
    ['a bad phone number', { caller: { phone: '12345' } }, 'caller.phone', /mobile or landline/],
    ['a receivedAt in the future', { receivedAt: inAnHour }, 'receivedAt', /not in the future/],
    ['a title over its limit', { title: '长'.repeat(101) }, 'title', /100/],
    ['content over its limit', { content: '长'.repeat(5_001) }, 'content', /5000/],
    ['a category over its limit', { category: `大类/${'长'.repeat(98)}` }, 'category', /100/],
    ['an unknown field', { priority: 'high' }, 'priority', /unknown field/],
  ])('a matter with %s', async (_what, change, path, expected) => {
    const { status, body } = await refused('/v1/tickets', {
      body: { ...BODY, rulebook: 'calm', ...change },
      key: `matter-${path}`,
    });
    expect(status).toBe(422);
    expect(body.errors).toEqual([
      expect.objectContaining({ path, message: expect.stringMatching(expected) as string }),
    ]);
  });

  test.each<[string, CommandName, object, string]>([
    ['an unknown lead', 'dispatch', { lead: 'atlantis' }, 'lead'],
    ['an unknown assisting unit', 'dispatch', { lead: LEAD, assist: ['atlantis'] }, 'assist.0'],
    ['an unknown unit for a copy', 'dispatch', { lead: LEAD, copy: ['atlantis'] }, 'copy.0'],
    [
      'a limit that is none',
      'dispatch',
      { lead: LEAD, statutory: { limit: 'soon', legalBasis: '法' } },
      'statutory.limit',
    ],
    ['an unknown ground', 'decline', { ground: 'bored', reason: '无' }, 'ground'],
    ['a text over its limit', 'urge', { text: '长'.repeat(2_001) }, 'text'],
    ['no text', 'urge', {}, 'text'],
    ['an unknown field', 'urge', { text: '催', loud: true }, 'loud'],
  ])('an order with %s', async (_what, command, body, path) => {
    const answered = await refused(`/v1/tickets/${fresh}/${command}`, { body });
    expect(answered.status).toBe(422);
    expect(answered.body.errors?.map((it) => it.path)).toEqual([path]);
  });
});

describe('409 with what is allowed, and nothing is stored', () => {
  test.each<[string, () => string, CommandName, object, Asked['as'], string[]]>([
    [
      'reviewing what was not submitted',
      () => fresh,
      'review',
      { approve: true, reason: '好' },
      SUPERVISOR,
      [
        'answer',
        'decline',
        'dispatch',
        'supplement',
        'withdraw',
        'urge',
        'complain',
        'evaluate',
        'explain',
        'amend',
        'link',
        'merge',
        'supervise',
        'escalate',
        'refer',
      ],
    ],
    ['dispatching twice', () => handled, 'dispatch', { lead: 'huanbao' }, OPERATOR, WHILE_HANDLED],
    [
      'calling back before closure is approved',
      () => handled,
      'callback',
      { reached: false },
      OPERATOR,
      WHILE_HANDLED,
    ],
  ])('%s', async (_what, id, command, body, as, allowed) => {
    const answered = await refused(`/v1/tickets/${id()}/${command}`, { body, as });
    expect(answered.status).toBe(409);
    expect(answered.body.allowed).toEqual(allowed);
  });
});

describe('nobody learns of a ticket that is not theirs', () => {
  const stranger = unit('huanbao');
  const caller = { role: 'caller', sub: 'c', ticket: 'HY-0000-0000-0000' } as const;
  test.each<[string, Asked]>([
    ['', { as: stranger }],
    ['/events', { as: stranger }],
    ['/notifications', { as: stranger }],
    ['/sign', { as: stranger, body: {} }],
    [
      '/submit',
      { as: stranger, body: { outcome: 'resolved', reply: { response: '1', result: '2', method: '3' } } },
    ],
    ['', { as: caller }],
    ['/urge', { as: caller, body: { text: '催' } }],
  ])('404 for a ticket’s “%s”, as for one that does not exist', async (path, asked) => {
    const { status, body } = await refused(`/v1/tickets/${handled}${path}`, asked);
    const unknown = await service.hotline.ask(`/v1/tickets/HY-9999-9999-9999${path}`, asked);
    expect(status).toBe(404);
    expect(unknown).toMatchObject({ status: 404, body });
  });

  test('and a list holds only a unit’s own', async () => {
    const { body } = await service.hotline.ask<{ items: unknown[] }>('/v1/tickets', { as: stranger });
    expect(body.items).toEqual([]);
  });
});

describe('who may not ask is refused before anything is read', () => {
  const body = { ...BODY, rulebook: 'calm' };
  const bearer = async (secret: string, days: number) => ({
    authorization: `Bearer ${await makeToken(OPERATOR, secret, days)}`,
  });
  test.each<[string, () => Promise<Record<string, string>>]>([
    ['no token', async () => ({})],
    ['a token that we did not sign', () => bearer(JWT_SECRET.toUpperCase(), 1)],
    ['a token that has expired', () => bearer(JWT_SECRET, -1)],
    ['no token at all, but words', async () => ({ authorization: 'Bearer let me in' })],
  ])('401 for %s', async (_what, headers) => {
    const { status, headers: sent } = await refused('/v1/tickets', {
      body,
      as: null,
      headers: await headers(),
    });
    expect(status).toBe(401);
    expect(sent.get('www-authenticate')).toMatch(/^Bearer/);
  });

  test.each<[string, string, Asked]>([
    ['a unit that registers', '/v1/tickets', { as: unit(LEAD), body }],
    ['a supervisor that registers', '/v1/tickets', { as: SUPERVISOR, body }],
    ['an operator that signs', '/sign', { as: OPERATOR, body: {} }],
    [
      'a unit that reviews its own reply',
      '/review',
      { as: unit(LEAD), body: { approve: true, reason: '好' } },
    ],
    ['an auditor that presses', '/urge', { as: { role: 'auditor', sub: 'a' }, body: { text: '催' } }],
  ])('403 for %s', async (_what, path, asked) => {
    const whole = path.startsWith('/v1') ? path : `/v1/tickets/${handled}${path}`;
    expect((await refused(whole, asked)).status).toBe(403);
  });
});

test.each<[number, string, Asked]>([
  [400, 'malformed JSON', { raw: '{"rulebook": "calm",' }],
  [413, 'a body over 100 kB', { body: { ...BODY, content: 'x'.repeat(110_000) } }],
  [415, 'a body that is no JSON', { raw: 'rulebook=calm', headers: { 'content-type': 'text/plain' } }],
])('%i for %s, and nothing is stored', async (status, _what, asked) => {
  expect((await refused('/v1/tickets', asked)).status).toBe(status);
});

test('after all that, the two tickets live on as if nothing had been', async () => {
  const { hotline } = service;
  await hotline.order(fresh, 'dispatch', { lead: LEAD });
  for (const id of [fresh, handled]) expect((await hotline.handleToTheEnd(id)).state).toBe('closed');
  const { status, body } = await hotline.command<ProblemAnswer>(handled, 'urge', { text: '催' });
  expect([status, body.allowed]).toEqual([409, []]);
});
