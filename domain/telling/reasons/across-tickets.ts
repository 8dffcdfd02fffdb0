import { isoInstant, spokenInstant } from '../../time/instant';
import { CHANNELS } from '../../words';
import type { Reason } from '../../refusal-reasons';
import type { WordsOf } from './parameters';

/** Why something is not possible that concerns other tickets too, a caller whatever the ticket, or who has it in hand. */
export const ACROSS_TICKETS = {
  'caller-restricted': {
    zh: ({ until, why, open }) =>
      `该号码限制占用电话资源，至${spokenInstant(until)}止，届时自行解除；原因：${why}。其他渠道照常受理：${open.map((it) => CHANNELS[it]).join('、')}。`,
    en: ({ until, why, open }) =>
      `This number may not use the phone line until ${isoInstant(until)}, when that ends by itself; the reason: ${why}. Other channels stay open: ${open.join(', ')}.`,
  },
  'held-by-another': {
    zh: ({ by, until }) => `回访已由${by}领取，保留至${spokenInstant(until)}。`,
    en: ({ by, until }) => `${by} has this call-back in hand, until ${isoInstant(until)}.`,
  },
  'restricted-already': {
    zh: ({ until }) => `该号码已被限制，至${spokenInstant(until)}止。`,
    en: ({ until }) => `This number is restricted already, until ${isoInstant(until)}.`,
  },
  'not-restricted-any-more': {
    zh: () => '限制已经解除。',
    en: () => 'The restriction has ended.',
  },
  'appeal-waits': {
    zh: () => '申诉正在等待决定。',
    en: () => 'An appeal waits for its decision already.',
  },
  'no-appeal-waits': {
    zh: () => '没有等待决定的申诉。',
    en: () => 'No appeal waits for a decision.',
  },
  'has-voices': {
    zh: ({ tickets }) => `已有工单并入本工单，应当逐一合并或者先拆分：${tickets.join('、')}。`,
    en: ({ tickets }) =>
      `Others were merged into this ticket: merge each by itself, or split it first: ${tickets.join(', ')}.`,
  },
  'others-raise-it': {
    zh: () => '另有诉求人反映同一事项，不能因一人撤回而办结；请话务员先拆分并入的工单。',
    en: () =>
      'Others raise the same matter: it is not closed since one takes it back; an operator splits theirs first.',
  },
  'not-merged': {
    zh: () => '工单不是因合并办结的，不能拆分。',
    en: () => 'The ticket was not closed by a merge: there is nothing to split.',
  },
  'linked-already': {
    zh: ({ ticket }) => `已与工单${ticket}关联。`,
    en: ({ ticket }) => `It is linked with ${ticket} already.`,
  },
  'not-with-itself': {
    zh: () => '不能与工单自身关联或者合并。',
    en: () => 'A ticket is not linked or merged with itself.',
  },
  'not-this-ticket': {
    zh: () => '所指的工单不符合要求。',
    en: () => 'The ticket that is named will not do.',
  },
} satisfies Partial<WordsOf<Reason>>;
