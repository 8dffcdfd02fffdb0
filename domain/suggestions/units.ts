import type { DispatchRule } from '../law/rules';
import type { UnitRef } from '../ticket/ticket';
import type { Kind, Language } from '../words';

/** A unit that may be suggested. */
export interface KnownUnit extends UnitRef {
  /** What is a street's to handle (属地管理事项责任清单, WF-24): categories, or whole 大类. */
  readonly duties?: readonly string[];
}

/** Who led a ticket of before, in the end. */
export interface PastLead {
  readonly unit: string;
  readonly kind: Kind;
  readonly district: string;
}

/** A matter that is to be dispatched. */
export interface Wanted {
  readonly category: string;
  readonly district: { readonly id: string; readonly name: string };
  readonly kind?: Kind;
}

/** Why a unit is suggested. */
export type WhySuggested =
  | { readonly why: 'led-here'; readonly times: number; readonly of: number; readonly district: string }
  | { readonly why: 'led'; readonly times: number; readonly of: number }
  | { readonly why: 'led-alike'; readonly times: number }
  | { readonly why: 'duty'; readonly category: string }
  | { readonly why: 'district'; readonly district: string };

export interface SuggestedUnit {
  readonly unit: KnownUnit;
  /** From 0 to 1. */
  readonly score: number;
  /** The weightiest first. */
  readonly why: readonly WhySuggested[];
}

/** So much (of 1) each reason can add; set: local. */
const WEIGHTS = { 'led-here': 0.5, led: 0.25, 'led-alike': 0.25, duty: 0.3, district: 0.1 } as const;
/** A share of few is worth less than one of many: so many cases are taken to say nothing. */
const DOUBT = 2;
/** What a ticket of another kind is worth beside one of the same. */
const OF_ANOTHER_KIND = 0.5;
const MOST = 10;

/**
 * Units that a matter may be dispatched to, the likeliest first: who led the latest tickets of its category, here above all; who led those
 * that say what it says; whose duty it is by the list of a street (WF-24); and the district, where only that is known (BJ-3). A person
 * chooses. Bodies of another district, and those that the city does not dispatch to (WF-9), are left out.
 * @param units those that go on
 * @param past the latest tickets of its category
 * @param alike leads of tickets that say what it says
 */
export function suggestedUnits(
  { category, district, kind }: Wanted,
  units: readonly KnownUnit[],
  past: readonly PastLead[],
  alike: readonly string[],
  bodies?: NonNullable<DispatchRule['bodies']>['levels'],
): SuggestedUnit[] {
  const here = past.filter((it) => it.district === district.id);
  const worth = (some: readonly PastLead[]): number =>
    some.reduce((sum, it) => sum + (kind === undefined || it.kind === kind ? 1 : OF_ANOTHER_KIND), 0);
  const share = (unit: string, some: readonly PastLead[]): number =>
    worth(some.filter((it) => it.unit === unit)) / (worth(some) + DOUBT);
  const isPossible = ({ id, level, parent }: KnownUnit): boolean =>
    (!bodies || bodies.includes(level)) &&
    ((level !== 'district' && level !== 'street') || id === district.id || parent === district.id);
  const found = units.filter(isPossible).map((unit): SuggestedUnit => {
    const led = (some: readonly PastLead[]): number => some.filter((it) => it.unit === unit.id).length;
    const times = alike.filter((it) => it === unit.id).length;
    const isDuty = unit.duties?.some((it) => it === category || category.startsWith(`${it}/`)) === true;
    const reasons: readonly (readonly [share: number, why: WhySuggested])[] = [
      [share(unit.id, here), { why: 'led-here', times: led(here), of: here.length, district: district.name }],
      [share(unit.id, past), { why: 'led', times: led(past), of: past.length }],
      [times / (alike.length + DOUBT), { why: 'led-alike', times }],
      [isDuty ? 1 : 0, { why: 'duty', category }],
      [unit.id === district.id ? 1 : 0, { why: 'district', district: district.name }],
    ];
    const counting = reasons
      .map(([part, why]) => ({ adds: part * WEIGHTS[why.why], why }))
      .filter(({ adds }) => adds > 0)
      .toSorted((a, b) => b.adds - a.adds);
    const sum = counting.reduce((all, { adds }) => all + adds, 0);
    return { unit, score: Math.min(1, Math.round(sum * 100) / 100), why: counting.map(({ why }) => why) };
  });
  return found
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score || (a.unit.id < b.unit.id ? -1 : 1))
    .slice(0, MOST);
}

/** Why a unit is suggested, in words. */
export function spokenWhy(it: WhySuggested, language: Language): string {
  const zh = language === 'zh';
  switch (it.why) {
    case 'led-here':
      return zh
        ? `${it.district}近期同类工单${it.of}件，由其主办${it.times}件`
        : `Led ${it.times} of the latest ${it.of} tickets of this category in ${it.district}`;
    case 'led':
      return zh
        ? `近期同类工单${it.of}件，由其主办${it.times}件`
        : `Led ${it.times} of the latest ${it.of} tickets of this category`;
    case 'led-alike':
      return zh
        ? `内容相近的工单由其主办${it.times}件`
        : `Led ${it.times} of the tickets that say something like this`;
    case 'duty':
      return zh
        ? `属地管理事项责任清单载有“${it.category}”（WF-24）`
        : `Its list of duties has ${it.category} (WF-24)`;
    case 'district':
      return zh
        ? `诉求所在区县：${it.district}（BJ-3）`
        : `The district of the matter: ${it.district} (BJ-3)`;
  }
}
