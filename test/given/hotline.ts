import { randomUUID } from 'node:crypto';
import type { AttachmentAnswer } from '../../api/attachments/answers';
import type { EventAnswer, NotificationAnswer, TicketAnswer } from '../../api/tickets/answers';
import { makeToken, type TokenClaims } from '../../dev/token';
import type { CommandName } from '../../domain/words';
import { undeclared } from './declared';
import { type Answered, ask, JWT_SECRET, type Request } from './http';
import { BODY } from './matter';
import { waitFor } from './wait-for';

/** An answer that is not a success. */
export interface ProblemAnswer {
  readonly status: number;
  readonly detail: string;
  readonly errors?: readonly { readonly path: string; readonly message: string; readonly rule?: string }[];
  readonly allowed?: readonly string[];
}

/** A request, and who makes it: an operator where nobody is named, nobody where it is null. */
export interface Asked extends Omit<Request, 'token'> {
  readonly as?: TokenClaims | null;
}

export const OPERATOR = { role: 'operator', sub: 'operator-7' } as const;
export const SUPERVISOR = { role: 'supervisor', sub: 'supervisor-2' } as const;
export const unit = (id: string) => ({ role: 'unit', sub: `clerk-of-${id}`, unit: id }) as const;
export const LEAD = 'chengguan';

export const REPLY = { response: '已到现场', result: '已清理', method: '电话' };

/** The service as those who use it reach it: over HTTP, each with a token. */
export class Hotline {
  private readonly tokens = new Map<string, Promise<string>>();

  constructor(
    private readonly url: string,
    private readonly secret: string = JWT_SECRET,
  ) {}

  /** @throws also where an answer is not as its address declares it */
  async ask<T = ProblemAnswer>(
    path: string,
    { as = OPERATOR, ...request }: Asked = {},
  ): Promise<Answered<T>> {
    const token = as ? await this.tokenOf(as) : undefined;
    const answered = await ask<T>(this.url + path, { token, ...request });
    const sends = request.body !== undefined || request.raw !== undefined;
    const wrong = undeclared(request.method ?? (sends ? 'POST' : 'GET'), path, answered);
    if (wrong) throw new Error(`${path} answered ${answered.status} otherwise than it declares: ${wrong}`);
    return answered;
  }

  private tokenOf(claims: TokenClaims): Promise<string> {
    const name = JSON.stringify(claims);
    const token = this.tokens.get(name) ?? makeToken(claims, this.secret, 1);
    this.tokens.set(name, token);
    return token;
  }

  /** Asks for what has to be there. @throws for every answer but 200 */
  private async get<T>(path: string): Promise<T> {
    const { status, body } = await this.ask<T>(path);
    if (status !== 200) throw new Error(`GET ${path}: ${status} ${JSON.stringify(body)}`);
    return body;
  }

  /** Takes a matter in, under the rulebook `quick` where none is named. @throws for every answer but 201, and 503 for long */
  async register(change: object = {}): Promise<TicketAnswer> {
    const matter = { ...BODY, rulebook: 'quick', ...change };
    const { status, body } = await taken((key) =>
      this.ask<TicketAnswer>('/v1/tickets', { body: matter, key }),
    );
    if (status !== 201) throw new Error(`registering: ${status} ${JSON.stringify(body)}`);
    return body;
  }

  command<T = TicketAnswer>(
    id: string,
    name: CommandName,
    body: object = {},
    { as, key }: Pick<Asked, 'as' | 'key'> = {},
  ): Promise<Answered<T>> {
    return this.ask<T>(`/v1/tickets/${id}/${name}`, { as: as ?? whoSends(name), body, key });
  }

  /** @throws for every answer but 200, and 503 for long */
  async order(id: string, name: CommandName, body?: object, as?: TokenClaims): Promise<TicketAnswer> {
    const answered = await taken((key) => this.command(id, name, body, { as, key }));
    if (answered.status !== 200)
      throw new Error(`${name}: ${answered.status} ${JSON.stringify(answered.body)}`);
    return answered.body;
  }

  /** Takes a matter in and gives it to a unit. */
  async dispatched(change: object = {}, lead: string = LEAD): Promise<TicketAnswer> {
    const { id } = await this.register(change);
    return this.order(id, 'dispatch', { lead });
  }

  /** Attaches bytes to a ticket. */
  attach(
    id: string,
    as: TokenClaims,
    raw: NonNullable<Request['raw']>,
    {
      name,
      type = 'application/octet-stream',
      key,
    }: { readonly name?: string; readonly type?: string; readonly key?: string } = {},
  ): Promise<Answered<AttachmentAnswer & Partial<ProblemAnswer>>> {
    const query = name === undefined ? '' : `?name=${encodeURIComponent(name)}`;
    return this.ask(`/v1/tickets/${id}/attachments${query}`, {
      as,
      raw,
      key,
      headers: { 'content-type': type },
      seconds: 30,
    });
  }

  ticket(id: string): Promise<TicketAnswer> {
    return this.get(`/v1/tickets/${id}`);
  }

  async ledger(id: string): Promise<EventAnswer[]> {
    return (await this.get<{ items: EventAnswer[] }>(`/v1/tickets/${id}/events`)).items;
  }

  async outbox(id: string): Promise<NotificationAnswer[]> {
    return (await this.get<{ items: NotificationAnswer[] }>(`/v1/tickets/${id}/notifications`)).items;
  }

  /** What is left of the plain life of a ticket that was dispatched: sign, contact, submit, review, call-back (DESIGN §8). */
  async handleToTheEnd(id: string, lead: string = LEAD): Promise<TicketAnswer> {
    await this.order(id, 'sign', {}, unit(lead));
    await this.order(id, 'contact', {}, unit(lead));
    await this.order(id, 'submit', { outcome: 'resolved', reply: REPLY }, unit(lead));
    await this.order(id, 'review', { approve: true, reason: '属实' });
    return this.order(id, 'callback', { reached: true, resolved: true, satisfaction: 'satisfied' });
  }
}

/** As callers are told to: what is answered 503, as while it is being written on a busy machine, is sent once more with its key. */
async function taken<T>(send: (key: string) => Promise<Answered<T>>): Promise<Answered<T>> {
  const key = randomUUID();
  const answered = await send(key);
  if (answered.status !== 503) return answered;
  return untilTaken('what was sent is taken', () => send(key));
}

/** Sends again what is answered 503, until it is answered otherwise. @param what as for {@link waitFor} */
export const untilTaken = <T>(what: string, send: () => Promise<Answered<T>>): Promise<Answered<T>> =>
  waitFor(what, async () => {
    const answered = await send();
    return answered.status !== 503 && answered;
  });

function whoSends(name: CommandName): TokenClaims {
  switch (name) {
    case 'review':
    case 'correct':
    case 'end-supervision':
    case 'supervise':
    case 'escalate':
    case 'decide':
    case 'resolve-escalation':
    case 'refer':
      return SUPERVISOR;
    case 'sign':
    case 'contact':
    case 'arrive':
    case 'progress':
    case 'contribute':
    case 'summon':
    case 'hand-down':
    case 'report-unsolvable':
    case 'request-return':
    case 'request-extension':
    case 'request-termination':
    case 'submit':
      return unit(LEAD);
    case 'amend':
    case 'link':
    case 'merge':
    case 'split':
    case 'release':
    case 'evaluate':
    case 'answer':
    case 'decline':
    case 'dispatch':
    case 'supplement':
    case 'withdraw':
    case 'urge':
    case 'complain':
    case 'dispute':
    case 'explain':
    case 'callback':
      return OPERATOR;
  }
}
