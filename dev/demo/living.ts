import type { Dice } from './dice';
import { filled, type Theme, THEMES } from './matters';
import { callerOf, OPERATORS, said, type Service, SUPERVISOR, unitOf } from './service';
import { HOUR, type Matter, resultOf, type Town, written } from './town';
import type { TokenClaims } from '../token';

/** How far the matters of these days are. */
const COURSES = {
  registered: 14,
  answered: 12,
  declined: 4,
  dispatched: 13,
  contacted: 14,
  progressed: 6,
  'return asked': 6,
  returned: 4,
  'extension asked': 5,
  supervised: 5,
  urged: 5,
  submitted: 10,
  'to be called': 8,
  closed: 14,
  dissatisfied: 4,
} as const;
export type Course = keyof typeof COURSES;

/** Of the matter that many call about at once. */
export const HOT: Theme | undefined = THEMES.find(({ category }) => category === '供水/停水');

/** Who assists, where somebody does. */
const ASSISTING = 'gongan';

export interface Living {
  readonly course: Course;
  /** None where it was refused. */
  readonly ticket?: string;
  /** What was refused, and why: a rule of its city, mostly. */
  readonly refused: readonly string[];
}

/**
 * Lives a matter of these days as far as chance has it come: registered, and what people then do, each by the account whose part it is.
 * @param seed makes the keys by which nothing is done twice
 */
export async function live(
  { service, town, seed }: { readonly service: Service; readonly town: Town; readonly seed: string },
  matter: Matter,
  by: Dice,
  drawn: Course = by.weighted(COURSES),
): Promise<Living> {
  const { city, theme, nth, fill } = matter;
  const course = drawn === 'extension asked' && city.extension === undefined ? 'progressed' : drawn;
  const operator = by.one(OPERATORS);
  const refused: string[] = [];
  const key = (step: string): string => `demo-${seed}-${nth}-${step}`;
  // Some come in late: by the clocks of their city they are late from the start, or rise by themselves.
  const age = course === 'registered' || by.often(70) ? by.whole(0, 90) / 60 : by.whole(24, 26 * 24);
  const registered = await service.ask<{ id: string }>('/v1/tickets', {
    as: operator,
    key: key('register'),
    body: {
      rulebook: city.rulebook,
      kind: matter.kind,
      category: theme.category,
      title: matter.title,
      content: matter.content,
      channel: matter.channel,
      district: matter.district,
      address: matter.address,
      ...(matter.urgency === undefined ? {} : { urgency: matter.urgency }),
      receivedAt: written(town.base - age * HOUR),
      caller: { ...matter.caller, wantsReply: true },
    },
  });
  if (registered.status >= 400) return { course, refused: [`register: ${said(registered.body)}`] };
  const { id } = registered.body;

  const lead = unitOf(theme.lead);
  let steps = 0;
  /** @returns whether it was taken */
  const act = async (name: string, as: TokenClaims, body: object): Promise<boolean> => {
    const { status, body: answer } = await service.ask<object>(`/v1/tickets/${id}/${name}`, {
      as,
      body,
      key: key(`${++steps}-${name}`),
    });
    if (status >= 400) refused.push(`${city.rulebook} ${name}: ${said(answer)}`);
    return status < 400;
  };
  // Who reports stays unknown to the unit, which tells the hotline alone (WF-11).
  const told = matter.kind === 'report' ? {} : { told: { at: written(town.base), how: '电话' } };
  const assists = by.often(10) && theme.lead !== ASSISTING;
  const dispatch = (): Promise<boolean> =>
    act('dispatch', operator, {
      lead: theme.lead,
      ...(assists ? { assist: [ASSISTING] } : {}),
      note: '请按职责办理，并及时联系诉求人。',
    });
  const contacted = async (): Promise<boolean> => {
    if (!(await dispatch())) return false;
    await act('sign', lead, {});
    await act('contact', lead, { note: `已与诉求人通话，约定${fill.time}到现场。` });
    if (city.rulebook === 'jinan-enforcement') await act('arrive', lead, { note: '已到现场核查。' });
    return true;
  };
  const submit = async (outcome = 'resolved'): Promise<boolean> => {
    // Until they have given theirs the lead does not close, or says why without them (BJ-7, WF-22).
    if (assists)
      await act('contribute', unitOf(ASSISTING), { result: '已派员到场维持秩序，配合主办单位处置完毕。' });
    return act('submit', lead, {
      outcome,
      reply: {
        response: `您反映的“${matter.title}”收悉，已安排专人办理。`,
        result: resultOf(matter, by),
        method: '电话答复',
        process: '会同属地街道现场处置。',
        guidance: '如有新的情况，可再次拨打12345。',
      },
      ...told,
    });
  };
  const review = (): Promise<boolean> =>
    act('review', SUPERVISOR, { approve: true, reason: '办理结果属实，答复规范。' });
  const best = city.scale[0];
  const worst = city.scale.at(-1);

  switch (course) {
    case 'registered':
      break;
    case 'answered':
      await act('answer', operator, {
        reply: filled(theme.answers?.[0] ?? '已向诉求人说明有关政策和办理途径，诉求人表示清楚。', fill),
      });
      break;
    case 'declined':
      await act('decline', operator, {
        ground: 'emergency',
        reason: '所述情况紧急，应当立即报警处置。',
        guidance: '已告知拨打110，并协助转接。',
      });
      break;
    case 'dispatched':
      await dispatch();
      break;
    case 'contacted':
      await contacted();
      break;
    case 'progressed':
      if (await contacted()) await act('progress', lead, { note: '已制定整改方案，正在组织实施。' });
      break;
    case 'return asked':
    case 'returned':
      if (
        (await dispatch()) &&
        (await act('request-return', lead, { reason: '经核，该事项不属于本单位职责范围。' }))
      )
        if (course === 'returned')
          await act('decide', SUPERVISOR, {
            request: 'return',
            approve: true,
            reason: '理由成立，重新派单。',
          });
      break;
    case 'extension asked':
      if (await contacted())
        await act('request-extension', lead, {
          // As much as its city gives: a day more is refused, and how much three workdays are depends on the week.
          limit: city.extension,
          reason: '需要的配件尚未到货。',
          plan: '到货当日完成维修并答复。',
          progress: '已完成现场勘查和采购。',
          ...told,
        });
      break;
    case 'supervised':
      if (await contacted())
        await act('supervise', SUPERVISOR, {
          mode: by.one(['daily', 'listed', 'key']),
          reason: '群众反映集中，应当限期解决。',
        });
      break;
    case 'urged':
      if (await dispatch()) {
        await act('urge', callerOf(id), { text: '几天了还没有人联系我，请尽快处理。' });
        await act('supplement', callerOf(id), { text: `补充：具体位置在${fill.place}东侧。` });
      }
      break;
    case 'submitted':
      if (await contacted()) await submit(by.one(['resolved', 'explained']));
      break;
    case 'to be called':
      if ((await contacted()) && (await submit())) await review();
      break;
    case 'closed':
    case 'dissatisfied':
      if ((await contacted()) && (await submit()) && (await review())) {
        const happy = course === 'closed';
        await act('callback', operator, {
          reached: true,
          resolved: happy,
          satisfaction: happy ? best : worst,
          comment: happy ? '诉求人表示感谢。' : '诉求人表示问题仍未解决。',
        });
        if (happy && by.often(50))
          await act('evaluate', callerOf(id), {
            stage: 'handling',
            satisfaction: best,
            comment: '办得很快，谢谢。',
          });
      }
      break;
  }
  return { course, ticket: id, refused };
}
