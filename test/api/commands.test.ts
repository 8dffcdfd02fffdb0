import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { ApplicationFailure } from '@temporalio/common';
import { ServiceError, WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { commandDoors } from '../../api/commands/doors';
import { fateOf } from '../../engine/commands';
import { languageOf } from '../../api/http/language';
import { errorsOf, refused } from '../../api/http/problem';
import type { Refusal } from '../../domain/procedures/refusal';
import type { CommandName } from '../../domain/words';
import { config } from '../given/servers/api-alone';

const doors = commandDoors(config);
const reads = (name: CommandName, body: unknown) => doors[name].body.parse(body);
const wrong = (name: CommandName, body: unknown): string[] =>
  errorsOf(doors[name].body.safeParse(body).error?.issues ?? []).map(({ path }) => path);

describe('free texts go apart from what the workflow is told', () => {
  test.each<[CommandName, object, object, object]>([
    ['answer', { reply: ' 已答复 ' }, { reply: '已答复' }, {}],
    ['decline', { ground: 'g', reason: 'r', guidance: 'a' }, { guidance: 'a', reason: 'r' }, { ground: 'g' }],
    ['urge', { text: '快' }, { text: '快' }, {}],
    ['sign', {}, {}, {}],
    ['arrive', { note: 'n' }, { note: 'n' }, {}],
    ['review', { approve: false, reason: 'r' }, { reason: 'r' }, { approve: false }],
    [
      'callback',
      { reached: true, resolved: true, satisfaction: 's', comment: 'c' },
      { comment: 'c' },
      { reached: true, resolved: true, satisfaction: 's' },
    ],
    ['supervise', { mode: 'listed', reason: 'r' }, { reason: 'r' }, { mode: 'listed' }],
    ['escalate', { level: 2, reason: 'r' }, { reason: 'r' }, { level: 2 }],
  ])('%s', (name, body, texts, facts) => {
    expect(reads(name, body)).toEqual({ texts, facts });
  });

  test('submit: the parts of the reply by their names', () => {
    const reply = { response: 'a', result: 'b', method: 'c' };
    expect(reads('submit', { outcome: 'resolved', reply, reason: 'd', progress: 'e', plan: 'f' })).toEqual({
      texts: { ...reply, reason: 'd', progress: 'e', plan: 'f' },
      facts: { outcome: 'resolved', finished: false },
    });
    expect(reads('submit', { outcome: 'explained', reply })).toEqual({
      texts: reply,
      facts: { outcome: 'explained', finished: true },
    });
  });

  test('dispatch: units as a ticket knows them, without their contacts; the statutory limit as a span', () => {
    const { texts, facts } = reads('dispatch', {
      lead: 'chengguan',
      assist: ['gongan'],
      statutory: { limit: '30 workdays', legalBasis: '行政许可法第四十二条' },
    });
    expect(texts).toEqual({ legalBasis: '行政许可法第四十二条' });
    expect(facts).toEqual({
      lead: { id: 'chengguan', name: '市城市管理局', level: 'department' },
      assist: [expect.objectContaining({ id: 'gongan' })],
      copy: [],
      statutory: { workdays: 30 },
    });
  });
});

describe('a body that does not fit names the path', () => {
  test.each<[string, CommandName, unknown, string[]]>([
    ['no body', 'answer', undefined, ['']],
    ['no reply', 'answer', {}, ['reply']],
    ['a reply over its limit', 'answer', { reply: 'x'.repeat(5_001) }, ['reply']],
    ['an unknown field', 'sign', { by: 'me' }, ['by']],
    ['an unknown unit', 'dispatch', { lead: 'nobody' }, ['lead']],
    ['the lead assisting itself', 'dispatch', { lead: 'gongan', assist: ['gongan'] }, ['assist.0']],
    [
      'a copy to one who assists',
      'dispatch',
      { lead: 'gongan', assist: ['renshe'], copy: ['zhujian', 'renshe'] },
      ['copy.1'],
    ],
    [
      'all at once',
      'dispatch',
      { lead: 'nobody', assist: ['gongan', 'gongan'], extra: 1 },
      ['lead', 'extra', 'assist.1'],
    ],
    [
      'a limit without its legal basis',
      'dispatch',
      { lead: 'gongan', statutory: { limit: '9 workdays' } },
      ['statutory.legalBasis'],
    ],
    [
      'a limit that is none',
      'dispatch',
      { lead: 'gongan', statutory: { limit: 'soon', legalBasis: 'l' } },
      ['statutory.limit'],
    ],
    [
      'an outcome that no unit submits',
      'submit',
      { outcome: 'merged', reply: { response: 'a', result: 'b', method: 'c' } },
      ['outcome'],
    ],
    [
      'a reply without its method',
      'submit',
      { outcome: 'resolved', reply: { response: 'a', result: 'b' } },
      ['reply.method'],
    ],
    [
      'satisfaction of one who was not reached',
      'callback',
      { reached: false, satisfaction: 's' },
      ['satisfaction'],
    ],
    ['an unknown mode', 'supervise', { mode: 'hard', reason: 'r' }, ['mode']],
    ['a level that is none', 'escalate', { level: 4, reason: 'r' }, ['level']],
  ])('%s', (_what, name, body, paths) => {
    expect(wrong(name, body)).toEqual(paths);
  });

  test('HZ-9: what is not finished needs reason, progress and plan', () => {
    const body = { outcome: 'explained', reply: { response: 'a', result: 'b', method: 'c' }, reason: 'd' };
    const errors = errorsOf(doors.submit.body.safeParse(body).error?.issues ?? []);
    expect(errors.map(({ path, rule }) => [path, rule])).toEqual([
      ['progress', 'HZ-9'],
      ['plan', 'HZ-9'],
    ]);
  });
});

describe('what the workflow answers, over HTTP', () => {
  const why = { reason: 'signed-already', parameters: {} } as const;
  const refusal = (it: Refusal) => {
    const cause = ApplicationFailure.nonRetryable(it.detail, 'Refused', it);
    const fate = fateOf(new WorkflowUpdateFailedError('refused', cause));
    return fate.kind === 'refused' ? refused(fate.refusal, 'en').body : fate;
  };

  test('not possible in this state: 409 with what is', () => {
    expect(refusal({ kind: 'state', ...why, detail: 'd', allowed: ['sign', 'urge'] })).toMatchObject({
      status: 409,
      allowed: ['sign', 'urge'],
    });
  });

  test('in the reader’s language, with the reason that stays the same', () => {
    const it: Refusal = { kind: 'state', ...why, detail: 'This unit has signed already.', allowed: [] };
    const [english, chinese] = [refused(it, 'en'), refused(it, 'zh')];
    expect([english.body.detail, english.headers['Content-Language']]).toEqual([it.detail, 'en']);
    expect([chinese.body.detail, chinese.headers['Content-Language']]).toEqual(['本单位已经签收。', 'zh-CN']);
    expect([english.body.reason, chinese.body.reason]).toEqual(['signed-already', 'signed-already']);
  });

  test.each([
    [undefined, 'en'],
    ['*', 'en'],
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
    ['zh-Hans-CN', 'zh'],
    ['en-GB,zh;q=0.5', 'en'],
    ['fr', 'en'],
  ] as const)('Accept-Language: %s', async (header, language) => {
    const app = express().get('/', (request, response) => void response.json(languageOf(request)));
    const server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const headers = new Headers(header === undefined ? [] : [['accept-language', header]]);
      const { port } = server.address() as AddressInfo;
      expect(await (await fetch(`http://127.0.0.1:${port}/`, { headers })).json()).toBe(language);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  test('not this unit’s part: 403', () => {
    expect(refusal({ kind: 'forbidden', ...why, detail: 'd' })).toMatchObject({ status: 403 });
  });

  test('not by the rulebook: 422 with the rule', () => {
    const errors = [{ path: 'guidance', message: 'This unit has signed already.', rule: 'WF-19' }];
    expect(
      refusal({ kind: 'invalid', ...why, detail: 'd', errors: errors.map((it) => ({ ...it, ...why })) }),
    ).toMatchObject({ status: 422, errors });
  });

  test('no workflow, or no answer', () => {
    expect(fateOf(new WorkflowNotFoundError('gone', 'HY', undefined))).toEqual({ kind: 'not-running' });
    expect(fateOf(new ServiceError('away')).kind).toBe('no-answer');
    expect(fateOf(new WorkflowUpdateFailedError('ended', undefined)).kind).toBe('no-answer');
    const ended = ApplicationFailure.create({ type: 'AcceptedUpdateCompletedWorkflow' });
    expect(fateOf(new WorkflowUpdateFailedError('ended', ended)).kind).toBe('no-answer');
    // Rules that throw on a ticket throw again however often it is tried: no outage, but a fault.
    const thrown = ApplicationFailure.create({ type: 'TypeError', message: 'x is undefined' });
    thrown.failure = { source: 'TypeScriptSDK' };
    expect(() => fateOf(new WorkflowUpdateFailedError('poison', thrown))).toThrow(thrown);
  });

  test('a fault of ours is no outage', () => {
    expect(() => fateOf(new TypeError('oops'))).toThrow(TypeError);
  });
});
