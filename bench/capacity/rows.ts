import { figure } from '../budget';
import { BUDGETS, CACHED_TICKETS, type Capacity, type Demand } from './capacity';
import type { Measured } from './measured';
import { PROCESSES } from './service';

export type Language = 'en' | 'zh';
/** What is asked for, was measured or is needed; its figures; and how they are computed, or further figures. */
export type Row = readonly [what: Record<Language, string>, figures: string, how?: Record<Language, string>];

/** `NUM_HISTORY_SHARDS` there. */
const COMPOSE_SHARDS = 512;

const percent = (share: number): string => `${figure(share * 100)} %`;
const same = (text: string): Record<Language, string> => ({ en: text, zh: text });

export function demanded(demand: Demand): Row[] {
  return [
    [{ en: 'tickets a day', zh: '每天工单' }, figure(demand.ticketsADay)],
    [{ en: 'open tickets', zh: '在办工单' }, figure(demand.open)],
    [{ en: 'share of the busiest hour of a day', zh: '最忙一小时占一天的比例' }, percent(demand.busiestHour)],
    [
      { en: 'open tickets of which a rung falls on the same moment', zh: '同一时刻有催办督办到点的在办工单' },
      percent(demand.rungsAtOnce),
    ],
    [{ en: 'those are done within', zh: '这些在多久内办完' }, `${demand.rungsWithin / 60} min`],
    [{ en: 'rungs in the life of a ticket', zh: '一张工单一生的催办督办次数' }, figure(demand.rungsATicket)],
    [
      { en: 'Temporal keeps a closed history for', zh: 'Temporal 保留已关闭历史' },
      `${demand.retentionDays} d`,
    ],
    [{ en: 'a pod uses at most', zh: '一个 pod 最多用' }, `${percent(demand.used)} × ${demand.podCores} CPU`],
    [
      {
        en: 'a write of Temporal takes; a shard writes at most',
        zh: 'Temporal 写一次用时；一个分片最多在写的时间',
      },
      `${demand.writeMs} ms; ${percent(demand.shardBusy)}`,
    ],
  ];
}

export function ofOneTicket(measured: Measured): Row[] {
  const { closed, rung } = measured;
  return [
    [
      { en: 'history: events, bytes, state transitions', zh: '历史：事件、字节、状态转换' },
      `${closed.events}, ${figure(closed.historyBytes)}, ${closed.transitions}`,
    ],
    [
      { en: 'one rung more: bytes, state transitions', zh: '多一次催办督办：字节、状态转换' },
      `${figure(rung.historyBytes)}, ${rung.transitions}`,
    ],
    [
      {
        en: 'database of Temporal (SQLite), bytes of a closed and of an open ticket',
        zh: 'Temporal 的数据库（SQLite），已关闭、在办各一张的字节',
      },
      `${figure(closed.temporalBytes)}, ${figure(measured.openTemporalBytes)}`,
    ],
    [
      { en: 'memory at rest: API, worker', zh: '静息内存：API、worker' },
      `${measured.memoryAtRest.api} MiB, ${measured.memoryAtRest.worker} MiB`,
    ],
    [{ en: 'memory of a ticket at hand', zh: '手边一张工单的内存' }, `${measured.cachedTicketKiB} KiB`],
  ];
}

/** By process: of a life, of a rung. */
export const cpuOf = ({ closed, rung }: Measured): Row[] =>
  PROCESSES.map((name): Row => [
    same(name),
    `${figure(closed.cpu[name] * 1_000)} ms`,
    same(`${figure(rung.cpu[name] * 1_000)} ms`),
  ]);

/** By collection, the largest first. */
export const bytesStored = ({ closed }: Measured): Row[] =>
  Object.entries(closed.stored)
    .toSorted(([, a], [, b]) => b.documents + b.keys - (a.documents + a.keys))
    .map(([name, { documents, keys }]): Row => [
      same(`\`${name}\``),
      `${figure(documents)} + ${figure(keys)}`,
    ]);

export function needs(needed: Capacity, measured: Measured): Row[] {
  const { closed, rung } = measured;
  return [
    [
      { en: 'lives a second, in the busiest hour', zh: '最忙一小时，每秒办完一生的工单' },
      figure(needed.livesASecond),
      { en: 'tickets a day × share ÷ 3,600', zh: '每天工单 × 比例 ÷ 3,600' },
    ],
    [
      { en: 'commands a second', zh: '每秒命令' },
      figure(needed.commandsASecond),
      { en: '7 a life, the registration among them', zh: '一生7个，含登记' },
    ],
    [
      { en: 'rungs a second, of one moment', zh: '同一时刻到点的，每秒办' },
      figure(needed.rungsASecond),
      { en: 'open tickets × share ÷ time', zh: '在办工单 × 比例 ÷ 时间' },
    ],
    [
      { en: 'state transitions a second, both at once', zh: '两者同时，每秒状态转换' },
      figure(needed.transitionsASecond),
      same(
        `${figure(needed.livesASecond)} × ${closed.transitions} + ${figure(needed.rungsASecond)} × ${rung.transitions}`,
      ),
    ],
    [
      { en: 'history shards', zh: '历史分片' },
      String(needed.shards),
      {
        en: 'transitions a second × time of a write ÷ share that a shard writes, up to a power of two',
        zh: '每秒状态转换 × 写一次用时 ÷ 一个分片在写的比例，取2的幂',
      },
    ],
    [
      { en: 'cores: API, worker, Temporal, database', zh: '核：API、worker、Temporal、数据库' },
      PROCESSES.map((name) => figure(needed.cores[name])).join(', '),
      { en: 'lives × CPU of a life + rungs × CPU of a rung', zh: '一生 × 一生的 CPU + 次数 × 一次的 CPU' },
    ],
    [
      { en: 'pods: API, worker', zh: 'pod：API、worker' },
      `${needed.apiPods}, ${needed.workerPods}`,
      { en: 'cores ÷ what a pod may use, at least 2', zh: '核 ÷ 一个 pod 可用的，至少2个' },
    ],
    [
      { en: 'memory of a worker', zh: '一个 worker 的内存' },
      `${figure(needed.workerGiB)} GiB`,
      {
        en: `at rest + ${figure(CACHED_TICKETS)} tickets at hand × ${measured.cachedTicketKiB} KiB`,
        zh: `静息时 + 手边 ${figure(CACHED_TICKETS)} 张 × ${measured.cachedTicketKiB} KiB`,
      },
    ],
    [
      { en: 'open tickets that are at hand', zh: '在手边的在办工单' },
      percent(needed.atHand),
      { en: 'workers × tickets at hand ÷ open tickets', zh: 'worker 数 × 手边张数 ÷ 在办工单' },
    ],
    [
      { en: 'MongoDB, a year, each member', zh: 'MongoDB，一年，每个成员' },
      `${figure(needed.mongoGBAYear)} GB`,
      {
        en: `tickets a year × (${figure(needed.documents)} of documents + ${figure(needed.keys)} of index keys), before it compresses`,
        zh: `一年工单 × (文档 ${figure(needed.documents)} + 索引键 ${figure(needed.keys)})，压缩之前`,
      },
    ],
    [
      { en: 'besides, idempotency keys of 7 days', zh: '另有7天的幂等键' },
      `${figure(needed.sweptGB)} GB`,
      { en: 'tickets a day × 7 × what `requests` holds', zh: '每天工单 × 7 × `requests`' },
    ],
    [
      { en: 'database of Temporal', zh: 'Temporal 的数据库' },
      `${figure(needed.temporalGB)} GB`,
      {
        en: 'closed tickets kept × bytes of one with its rungs + open tickets × bytes of one; it does not grow further',
        zh: '保留的已关闭工单 × 一张连催办督办的字节 + 在办工单 × 一张的字节；不再增长',
      },
    ],
    [
      { en: 'on Temporal Cloud: actions a second, a day', zh: '在 Temporal Cloud：每秒、每天 action' },
      `${figure(needed.actionsASecond)}, ${figure(needed.actionsADay)}`,
      {
        en: 'as transitions; at most, as local activities are billed by the task',
        zh: '算法同状态转换；是上限，本地活动按任务计费',
      },
    ],
  ];
}

/** What gives way first as a city grows, the first first; how far it is; and what happens then. */
export function breaks(needed: Capacity): Row[] {
  return [
    [
      { en: 'the preview of a calendar', zh: '日历预览' },
      `${figure(needed.previewSeconds)} s`,
      {
        en: `${BUDGETS.previewSeconds} s for ${figure(BUDGETS.previewed)} open tickets, in one API process; a proxy has to wait for that`,
        zh: `每 ${figure(BUDGETS.previewed)} 张在办 ${BUDGETS.previewSeconds} 秒，都在一个 API 进程里；代理要等得了这么久`,
      },
    ],
    [
      { en: 'a new calendar or rulebook for all open tickets', zh: '全部在办工单适用新日历或新规则' },
      `${figure(needed.changeMinutes)}–${figure(needed.changeMinutesOnTwoCores)} min`,
      {
        en: `at \`HUIYIN_CHANGE_RATE\` 100, or at the ${BUDGETS.toldASecond} /s of two cores. Until then old dates hold; publish before a working day begins`,
        zh: `按 \`HUIYIN_CHANGE_RATE\` 100，或按双核的每秒 ${BUDGETS.toldASecond} 张。此前仍按旧日期；请在上班前公布`,
      },
    ],
    [
      { en: 'the morning: all that falls on 09:00', zh: '早晨：都落在 09:00 的' },
      `${figure(needed.rungsASecond)} /s`,
      {
        en: `takes more than all commands of the busiest hour. Two workers that do not scale need ${figure(needed.calmWorkersMinutes)} min: reminders come late, none is lost, and commands wait behind them`,
        zh: `比最忙一小时的全部命令更吃力。两个 worker 不扩容要 ${figure(needed.calmWorkersMinutes)} 分钟：催办会晚，但不丢，命令排在后面等`,
      },
    ],
    [
      { en: 'the disk of MongoDB', zh: 'MongoDB 的磁盘' },
      `${figure(needed.mongoGBAYear)} GB`,
      {
        en: 'a year and member, for ever: nothing of a closed ticket is ever removed by itself',
        zh: '每年每成员，一直增长：已关闭的工单不会自动删除',
      },
    ],
    [
      { en: 'history shards', zh: '历史分片' },
      String(needed.shards),
      {
        en: `cannot be added later. The ${COMPOSE_SHARDS} of \`docker-compose.yml\` carry ${COMPOSE_SHARDS / needed.shards} times this demand`,
        zh: `以后不能增加。\`docker-compose.yml\` 的 ${COMPOSE_SHARDS} 个够这个要求的 ${COMPOSE_SHARDS / needed.shards} 倍`,
      },
    ],
  ];
}
