import type { z } from 'zod';
import type { problemAnswer } from '../../api/http/problem-answer';

export type Problem = z.infer<typeof problemAnswer>;

/** The service refused a request, and said why. */
export class ProblemError extends Error {
  /** @param limits how often it may still be tried, and when again */
  constructor(
    readonly problem: Problem,
    readonly limits: Limits = {},
  ) {
    super(problem.detail || problem.title);
    this.name = 'ProblemError';
  }
}

/** @property left so many tries are left, where they are counted @property wait after so long (s) it may be tried again */
export interface Limits {
  readonly left?: number;
  readonly wait?: number;
}

/** What an answer's headers say of how often one may ask (`RateLimit: "10-in-15min"; r=9; t=314`, `Retry-After: 60`): the tightest of them. */
export function limitsIn(headers: Pick<Headers, 'get'>): Limits {
  const left = [...(headers.get('RateLimit') ?? '').matchAll(/;\s*r=(\d+)/g)].map(([, count]) =>
    Number(count),
  );
  const wait = Number(headers.get('Retry-After') ?? Number.NaN);
  return {
    ...(left.length > 0 ? { left: Math.min(...left) } : {}),
    ...(Number.isFinite(wait) ? { wait } : {}),
  };
}

/** Nothing answered: the network or the service is away. What was sent may have arrived. */
export class AwayError extends Error {
  constructor(options?: ErrorOptions) {
    super('服务暂时连接不上，请稍候重试；您填写的内容还在。', options);
    this.name = 'AwayError';
  }
}

export const problemOf = (error: unknown): Problem | undefined =>
  error instanceof ProblemError ? error.problem : undefined;

/** Whether it makes sense to ask again by itself. */
export const isPassing = (error: unknown): boolean =>
  error instanceof AwayError || (error instanceof ProblemError && error.problem.status >= 502);

/** In plain words, by the type of a problem: what the service says to programs is English. */
const SAID: Readonly<Record<string, string>> = {
  unauthenticated: '登录已到期，请重新登录。',
  forbidden: '您的角色不能这样办理。',
  'not-found': '没有找到，或者不归您查看。',
  'wrong-code': '编号或查询码不对。',
  invalid: '填写的内容有不对的地方：',
  state: '当前状态不能这样办理。',
  stale: '内容已有变动，请看过新的内容再办。',
  'idempotency-key-reused': '这次提交已经用过了，请刷新后再试。',
  'too-large': '内容太大了。',
  'unsupported-media-type': '不支持这种格式。',
  malware: '文件带有恶意程序，没有保存。',
  unavailable: '服务暂时不可用，请稍候重试；您填写的内容还在。',
  'too-slow': '用时太久，请稍候重试，或者把条件收窄。',
  'too-many-requests': '操作太频繁，请稍候再试。',
  fault: '服务出了差错，已经记录。请稍候重试。',
};

const isChinese = (text: string): boolean => /\p{Script=Han}/u.test(text);

/** What went wrong, for whoever reads the page. */
export function problemText({ type, detail, title, status }: Problem): string {
  if (isChinese(detail)) return detail;
  const slug = type.slice(type.lastIndexOf(':') + 1);
  return SAID[slug] ?? (isChinese(title) ? title : `服务没有接受（${status}）：${detail}`);
}

/** @param name what the field is called on the page */
export const errorText = (message: string, name: string): string =>
  isChinese(message) ? message : `“${name}”填写不对`;
