import type { Language } from '../words';
import type { OccasionCommandName } from './words';

/** Why a command does nothing, in both languages; a program reads the key. */
const REASONS = {
  closed: { en: 'It is closed.', zh: '已经结束。' },
  'not-this-step': { en: 'This is not what it waits for now.', zh: '现在还不到这一步，或者这一步已经过去。' },
  'not-yours': { en: 'This step is not yours.', zh: '这一步不由你办理。' },
  'supervisors-only': { en: 'Of the hotline, a supervisor decides.', zh: '热线方面由督办人员审批。' },
  'no-such-section': { en: 'There is no such section to write.', zh: '没有这一节，或者这一节不由人写。' },
  'sections-missing': { en: 'Sections are missing that have to be written.', zh: '还有必须写的部分没有写。' },
  'nothing-said': { en: 'Expected a text of a section, or finish.', zh: '应当写一节，或者说明已经写完。' },
  'not-drawn': {
    en: 'It was not drawn, or has its result already.',
    zh: '没有抽到这张工单，或者已经登记过结果。',
  },
  'none-simulated': {
    en: 'No simulated matter may be set, or no further one.',
    zh: '没有批准设置模拟事项，或者批准的件数已经用完。',
  },
  'too-many-simulated': {
    en: 'More simulated matters than may be allowed.',
    zh: '批准的模拟事项超过最多件数。',
  },
  'not-yet': { en: 'It can’t have been held in the future.', zh: '开展的时间不能晚于现在。' },
  'read-already': { en: 'It was confirmed already, or is not for you.', zh: '已经回执，或者不是发给你的。' },
  'a-duty': { en: 'It is due by the rules, and can’t be withdrawn.', zh: '按规定应当开展的，不能撤回。' },
} as const satisfies Readonly<Record<string, Readonly<Record<Language, string>>>>;

export type OccasionReason = keyof typeof REASONS;

export interface OccasionRefusal {
  readonly kind: 'state' | 'forbidden' | 'invalid';
  readonly reason: OccasionReason;
  /** Where in the body, of what is not valid. */
  readonly path?: string;
  readonly rule?: string;
  readonly allowed: readonly OccasionCommandName[];
}

export const saying = ({ reason }: Pick<OccasionRefusal, 'reason'>, language: Language): string =>
  REASONS[reason][language];
