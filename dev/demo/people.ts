import type { Dice } from './dice';

const SURNAMES = Array.from('赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜');
const GIVEN = Array.from('安宁和平晓明思远雨辰佳慧文博子涵欣怡志强秀英建华丽娟国庆海燕');

/** Nobody: a surname, and given names put together by chance. */
export const madeUpName = (by: Dice): string =>
  by.one(SURNAMES) + by.one(GIVEN) + (by.often(60) ? by.one(GIVEN) : '');

/** A number that shows that it is made up: its middle is `0000`, and its end counts. @param nth below 10,000 */
export const madeUpPhone = (nth: number): string => `1390000${String(nth % 10_000).padStart(4, '0')}`;
