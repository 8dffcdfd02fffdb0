import type { DeclineGround, Rulebook } from '../../law/rules';
import { timeText } from '../../time/instant';
import { CHANNELS, KINDS, MODES } from '../../words';
import { listed, type Names } from './names';
import { type Section, type Sentence, sentence } from './sentence';

/** What a rulebook is for, how it grades and names, and what is taken at all. */
export function headSections(book: Rulebook, names: Names): Section[] {
  const { dayEnds, kinds, urgency, levels, decline, termination, briefing, correction, lookBack } = book;
  const sections: Section[] = [
    {
      title: '总则',
      sentences: [
        sentence(`受理${listed(kinds.map((it) => KINDS[it]))}。`),
        sentence(`以日、工作日计的时限，到末日${timeText(dayEnds)}止。`),
      ],
    },
    { title: '受理渠道', sentences: intakeSentences(book) },
    {
      title: '紧急程度',
      sentences: urgency.map((grade) =>
        sentence(`${grade.label}${grade.default ? '：未指明的按此办理' : ''}。`, grade),
      ),
    },
    {
      title: '层级',
      sentences: ([1, 2, 3] as const).flatMap((level) => {
        const named = levels[level];
        return named
          ? [
              sentence(
                `${names.level(level)}${named.to ? `，由${names.recipients([named.to])}负责` : ''}。`,
                named,
              ),
            ]
          : [];
      }),
    },
    {
      title: '不予受理和即时答复',
      sentences: decline.map((ground) => sentence(`${ground.label}：${groundText(ground)}。`, ground)),
    },
    {
      title: '终止办理',
      sentences: [
        ...(termination.length > 0 ? [sentence('办理中发现有不予受理情形的，申请终止办理。')] : []),
        ...termination.map((ground) => sentence(`${ground.label}的，申请终止办理。`, ground)),
      ],
    },
    {
      title: '报告',
      sentences: briefing.map((it) =>
        sentence(
          `${it.for ? `${listed(it.for.map(names.word))}：` : ''}登记后即时报告${names.recipients(it.to)}${it.mode ? `，派单时一并列入${MODES[it.mode]}` : ''}。`,
          it,
        ),
      ),
    },
    {
      title: '督办和责令改正',
      sentences: [
        ...(correction ? [sentence('由人决定移交问责的，先责令承办单位改正。', correction)] : []),
        ...(lookBack
          ? [
              sentence(
                `解除${listed(lookBack.modes.map((it) => MODES[it]))}的结论，包括对前期办理情况的督察。`,
                lookBack,
              ),
            ]
          : []),
      ],
    },
  ];
  return sections.filter(({ sentences }) => sentences.length > 0);
}

/** What a refusal must say besides its reason. */
const NEEDS: Readonly<Record<string, string>> = { guidance: '告知办理途径', earlier: '指明原工单' };

function groundText({ needs, instead }: DeclineGround): string {
  if (instead) return '按已有结果即时答复';
  return listed(['不予受理，说明理由', ...needs.map((it) => NEEDS[it] ?? it)]);
}

/** How a matter can be raised, and when (WF-28, JN-11). */
export function intakeSentences({ intake }: Rulebook): Sentence[] {
  if (!intake) return [];
  const { channels, roundTheClock } = intake;
  return [
    sentence(`可以通过${listed(channels.map((it) => CHANNELS[it]))}提出诉求。`, intake),
    ...(roundTheClock ? [sentence('二十四小时受理，节假日不休。', roundTheClock)] : []),
  ];
}
