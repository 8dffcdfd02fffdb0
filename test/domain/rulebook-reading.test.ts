import { loadConfig } from '../../config/load';
import { publishedCalendars } from '../../config/published-calendars';
import { readingOf } from '../../domain/telling/rulebook-reading/reading';
import { plainSentence } from '../../domain/telling/rulebook-reading/sentence';
import { workedCalendar } from '../../domain/telling/rulebook-reading/worked-calendar';
import { calendarOf } from '../../domain/time/calendar';
import { rulebookIn } from '../given/law';

const { rulebooks } = loadConfig();
const calendar = calendarOf(publishedCalendars());
const book = (id: string) => {
  const found = rulebooks.get(id);
  if (!found) throw new Error(`no rulebook ${id}`);
  return found;
};
const unitName = (id: string): string | undefined => (id === 'bureau' ? '市局' : undefined);

/** Every sentence below a title, as plain text. */
const section = (read: ReturnType<typeof readingOf>, title: string): string[] =>
  read.sections.find((it) => it.title === title)?.sentences.map(plainSentence) ?? [];

const TOWN = rulebookIn(`
id: town
version: "1"
title: 镇规则
dayEnds: "18:00"
urgency:
  - { id: plain, label: 一般, default: true, set: local }
  - { id: quick, label: 快办, source: BJ-6 }
levels: { 2: { label: 局里研究, to: bureau, source: JE-23 } }
decline: [{ id: again, label: 重复, needs: [guidance, earlier], source: HZ-3 }, { id: known, label: 已答, instead: answer, source: JE-4 }]
termination: [{ id: stuck, label: 拒不配合, source: WF-21 }]
briefing: [{ to: [hotline, bureau], for: [quick], mode: on-site, source: JE-17 }]
correction: { source: WF-33 }
lookBack: { modes: [on-site], source: JE-17 }
dispatch:
  coordination: { how: joint-meeting, source: HZ-12 }
  bodies: { levels: [department, district], source: WF-9 }
  handDown: { byDuties: true, source: WF-24 }
  summon: { source: BJ-11 }
  linked: [{ unit: bureau, copy: bureau, source: JE-21 }]
contribution: { delays: 2, share: 75, source: BJ-7 }
returning: { limit: 2 workdays, set: local }
extension: { times: 1, longest: 5 days, notified: true, source: BJ-9 }
deferral: { times: 2, longest: 180 days, source: JN-4 }
decision: { longest: 15 workdays, set: local }
archive: { after: 90 days, set: local }
retention: { after: 1095 days, set: local }
closure: { told: { source: JN-6 }, contact: { attempts: 3, source: BJ-8 }, arrival: { source: JE-8 }, assisted: [process], explained: [guidance], source: HZ-8 }
callback: { scale: [satisfied, dissatisfied, rude], rehandle: 1, attempts: 2, spacing: 4 hours, source: HZ-10 }
triggers:
  - { on: pressed, by: [hotline, system], times: 3, while: [key, overdue], per: unit, do: refer, to: [discipline], source: JE-19 }
  - { on: rehandled, times: 2, do: escalate, level: 2, to: [bureau], source: JN-8, note: 反复反映 }
  - { on: improper-return, times: 1, per: unit, do: propose, to: [office], source: JN-10 }
clocks:
  registration: { limit: 10 minutes, channels: [sms, web], source: JE-3 }
  arrival: { kinds: [complaint], limit: 60 minutes, source: JE-8 }
  handling:
    from: receipt
    limit:
      - { limit: 5 days, source: WF-20 }
      - { for: { kind: [complaint, report], urgency: quick, level: province }, limit: 2 workdays, set: local, note: 省里转来的 }
    set: local
    onTheSpot: { limit: same day, source: JE-9 }
    renewedByProgress: { times: 3, source: JE-10 }
    ladder:
      - { before: 1 workdays, at: "09:00", do: remind, to: [unit], for: [quick], set: local }
      - { before: 0 days, at: "09:00", do: remind, to: [unit], set: local }
      - { after: 0, do: supervise, mode: key, to: [unit, bureau], source: WF-26 }
      - { after: 0, do: escalate, level: 2, while: decided, to: [bureau], source: WF-23 }
      - { after: 1 days, every: 1 days, at: "09:00", do: urge, to: [unit], source: JE-12 }
      - { after: 2 workdays, at: "09:00", do: correct, to: [unit], source: WF-33 }
  dispatching:
    limit: 5 minutes
    source: JE-5
    ladder: [{ after: 30 minutes, do: urge, to: [hotline], set: local }]
  promise: { source: JN-4 }
`);

describe('a rulebook as a person reads it', () => {
  const read = readingOf(TOWN, unitName);

  test('its limits, by the words that they are for, each with its source or as the city’s own, and its note', () =>
    expect(section(read, '办理时限')).toEqual([
      '由主办单位负责：自收到诉求起，至申请办结止；审核退回的，恢复计时；不论工单在哪个环节。',
      '时限5日。〔WF-20〕',
      '投诉、举报，且为快办，且为省级转来：2个工作日。〔本地设定〕（省里转来的）',
      '现场处结的，当日反馈。〔JE-9〕',
      '报告进展并写明预计日期的，重新起算，至多3次。〔JE-10〕',
      '快办：到期前1个工作日的09:00，提醒承办单位。〔本地设定〕',
      '到期当日09:00，提醒承办单位。〔本地设定〕',
      '到期时，列入重点督办，告知承办单位、市局。〔WF-26〕',
      '时限由上级决定的，到期时，升至二级（局里研究），告知市局。〔WF-23〕',
      '逾期后第1日起，每日09:00，催办承办单位。〔JE-12〕',
      '逾期后第2个工作日09:00，责令承办单位改正，告知承办单位。〔WF-33〕',
    ]));

  test('its clocks of some channels or kinds, and one that runs to a promised day', () => {
    expect(section(read, '登记时限')[0]).toBe(
      '由热线工作机构负责：自收到诉求起，至登记止；只计短信、网站收到的。',
    );
    expect(section(read, '到场时限')[0]).toContain('只计投诉');
    expect(section(read, '派单时限').at(-1)).toBe('逾期满30分钟，催办热线工作机构。〔本地设定〕');
    expect(section(read, '挂账承诺时限')).toEqual([
      '由主办单位负责：自同意挂账起，至承诺之日止，不另设时限。〔JN-4〕',
    ]);
  });

  test('its triggers, with what they count under which conditions', () =>
    expect(section(read, '自行触发')).toEqual([
      '重点督办、逾期期间，同一承办单位被热线、系统催办、退办累计3次的，移交纪检监察机关问责。〔JE-19〕',
      '同一工单重办累计2次的，升至二级（局里研究），告知市局。〔JN-8〕（反复反映）',
      '同一承办单位不当退单累计1次的，备齐事实，由人决定是否移交政府办公厅（室）。〔JN-10〕',
    ]));

  test('its procedures and its head', () => {
    const told = read.sections.flatMap(({ sentences }) => sentences.map(plainSentence));
    expect(told).toEqual(
      expect.arrayContaining([
        '以日、工作日计的时限，到末日18:00止。',
        '办结满90日的，归入档案，仍可按编号查阅。〔本地设定〕',
        '办结满1095日的，删除诉求人的个人信息和各方所写的文字；依法须保存的除外。〔本地设定〕',
        '一般：未指明的按此办理。〔本地设定〕',
        '二级（局里研究），由市局负责。〔JE-23〕',
        '重复：不予受理，说明理由、告知办理途径、指明原工单。〔HZ-3〕',
        '已答：按已有结果即时答复。〔JE-4〕',
        '拒不配合的，申请终止办理。〔WF-21〕',
        '快办：登记后即时报告热线工作机构、市局，派单时一并列入现场督办。〔JE-17〕',
        '由人决定移交问责的，先责令承办单位改正。〔WF-33〕',
        '解除现场督办的结论，包括对前期办理情况的督察。〔JE-17〕',
        '责任不清或者疑难复杂的，派单前联席会议。〔HZ-12〕',
        '热线只派给部门、区县政府。〔WF-9〕',
        '区县政府可以交办所属部门、街道乡镇，仍由区县政府负责；交街道乡镇的，以其属地管理事项责任清单为限。〔WF-24〕',
        '街道乡镇可以吹哨，由有关部门报到协办。〔BJ-11〕',
        '派给市局的，同时抄送市局。〔JE-21〕',
        '协办单位向主办单位反馈结果；不能按期的，说明原因和进展，可以另定日期2次；另有法定时限的，协办为其75%。〔BJ-7〕',
        '派单到达后2个工作日内可以申请退单。〔本地设定〕',
        '每个承办单位可以延期1次，每次至多5日；延期通报热线即生效，热线可以提出异议。〔BJ-9〕',
        '暂时无法解决的，可以承诺解决日期挂账2次，日期至多在180日之内。〔JN-4〕',
        '上级决定的办理时限至多15个工作日。〔本地设定〕',
        '写明何时、如何回复诉求人；未能回复的，写明尝试的时间。〔JN-6〕',
        '主办单位联系过诉求人，或者尝试联系3次。〔BJ-8〕',
        '有现场的，主办单位到过现场。〔JE-8〕',
        '有协办单位的，写明协调处置经过。〔HZ-8〕',
        '解释说明的，写明解释指引。〔HZ-8〕',
        '诉求人的评价分为满意、不满意、rude。〔HZ-10〕',
        '诉求人称未解决，或者评价不满意的，退回重办，至多1次；仍未解决的，由热线审核，以未解决办结。〔HZ-10〕',
        '回访未接通的，共回访2次，每次间隔4小时以上。〔HZ-10〕',
      ]),
    );
  });

  test('every sentence that decides something in a shipped rulebook says where it comes from', () => {
    for (const shipped of rulebooks.values()) {
      const { sections } = readingOf(shipped, unitName);
      const without = sections
        .flatMap(({ sentences }) => sentences)
        .filter(
          ({ text, from }) =>
            from === undefined && !/^由.*负责：|^受理|^以日|^办理中发现|^暂时|^办结满365日/.test(text),
        );
      expect([shipped.id, without]).toEqual([shipped.id, []]);
    }
  });
});

describe('a worked calendar of one ticket', () => {
  /** What happens of some sort, with its moment. */
  const happens = (id: string, what: RegExp): string[] =>
    workedCalendar(book(id), calendar, unitName).moments.flatMap((moment) =>
      moment.happens.filter(({ text }) => what.test(text)).map(({ text }) => `${moment.at} ${text}`),
    );

  test('JE-19, S-2: enforcement refers the unit once, after the third press under key supervision', () => {
    expect(happens('jinan-enforcement', /移交/)).toEqual([
      '2026-10-05 周一 09:00 移交问责：纪检监察机关（甲单位）',
    ]);
    expect(happens('jinan-enforcement', /重点督办/)).toEqual(['2026-10-03 周六 00:00 列入重点督办']);
  });

  test('WF-23, S-10, S-20: Weifang’s office, the order to correct, and the meeting', () =>
    expect(happens('weifang', /升至|责令/)).toEqual([
      '2026-10-14 周三 09:00 升至二级（市政府办公室研究）',
      '2026-10-17 周六 00:00 责令甲单位改正',
      '2026-10-20 周二 00:00 升至三级（市政府常务会议研究）',
    ]));

  test('tells whom each moment is told to, and by which rule', () => {
    const { given, moments, ends } = workedCalendar(book('weifang'), calendar, unitName);
    expect(given).toBe(
      '2026-09-29 周二 10:00电话收到并登记的投诉，2026-09-29 周二 10:02派给甲单位，此后无人办理',
    );
    expect(moments.find(({ at }) => at === '2026-10-13 周二 00:00')?.happens).toContainEqual({
      text: '列入日常督办',
      from: 'WF-26',
      told: ['甲单位', '热线工作机构'],
    });
    expect(moments.find(({ at }) => at === '2026-10-10 周六 09:00')?.happens).toEqual([
      { text: '提醒（办理时限）', from: '本地设定', told: ['甲单位'] },
    ]);
    expect(ends).toBe(false);
    // The next press would be on 2 November, more than a month after the registration.
    expect(moments.at(-1)?.at).toBe('2026-10-30 周五 09:00');
  });

  test('ends where nothing more happens by itself', () => {
    const { moments, ends } = workedCalendar(book('demo'), calendar, unitName);
    expect(ends).toBe(true);
    expect(moments.at(-1)?.at).toBe('2026-09-29 周二 10:02:40');
  });
});
