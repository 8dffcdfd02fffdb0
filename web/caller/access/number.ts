import { isTicketNumber } from '../../../domain/ids';

/** As people write a number: full width, small letters, spaces or no strokes between its parts, an O for a zero. */
export function numberIn(written: string): string {
  const plain = written
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[\s\-–—_.]/g, '');
  const digits = plain.replace(/^HY/, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  return ['HY', digits.slice(0, 4), digits.slice(4, 8), digits.slice(8)].filter(Boolean).join('-');
}

/** The digits of a code as people write it. */
export const codeIn = (written: string): string => written.normalize('NFKC').replaceAll(/[\s-]/g, '');

/** What is wrong with what was written; nothing where it may be right. */
export const numberFault = (written: string): string | undefined =>
  isTicketNumber(numberIn(written))
    ? undefined
    : '请照短信填写工单编号，形如 HY-2ETZ-HEVY-F4V0：字母HY后面有12位字母或数字。';

export const codeFault = (written: string): string | undefined =>
  /^\d{8}$/.test(codeIn(written)) ? undefined : '查询码是8位数字，和工单编号在同一条短信里。';
