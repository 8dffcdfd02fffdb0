import { type Kind, KINDS } from '../words';

/** What a text may say of a ticket: nothing about a person, and nothing that a person wrote (DESIGN §6). */
export interface TextTicket {
  readonly id: string;
  readonly kind: Kind;
  readonly category: string;
  readonly district: { readonly name: string };
}

/** `投诉 · 市容环境/占道经营 · 历下区` */
export const describe = ({ kind, category, district }: Omit<TextTicket, 'id'>): string =>
  `${KINDS[kind]} · ${category} · ${district.name}`;

/** What a title says of a change. */
export type TitledChange =
  | {
      readonly kind: 'calendar';
      readonly year: number;
      readonly version: number;
      /** Whose city published it; the nation without it. */
      readonly rulebook?: string;
    }
  | { readonly kind: 'rulebook'; readonly rulebook: string; readonly version: string; readonly hash: string };

/** `公布2027年工作日历（第1版）`: what was changed, for people. */
export function changeTitle(change: TitledChange): string {
  if (change.kind === 'rulebook') return `适用新版规则${change.rulebook}@${change.version}（${change.hash}）`;
  const { year, version, rulebook } = change;
  return rulebook === undefined
    ? `公布${year}年工作日历（第${version}版）`
    : `公布${year}年地方工作日历（${rulebook}，第${version}版）`;
}
