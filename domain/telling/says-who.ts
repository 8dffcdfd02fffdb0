/** What of a person may stand in a text. */
export interface Known {
  readonly name?: string | undefined;
  readonly phone?: string | undefined;
  readonly address?: string | undefined;
}

/** What a text tells of somebody. */
export type Telling = 'name' | 'phone' | 'address';

const plain = (text: string): string => text.normalize('NFKC').replace(/\s/g, '');
const digitsOf = (text: string): string => text.normalize('NFKC').replace(/\D/g, '');

/** So long a piece of an address, with the number of a house in it, tells where it is. */
const TELLING_PIECE = 4;

/** What a text says of somebody who is known: name, phone, or so much of the address that the house is found. */
export function saysWho(text: string, { name, phone, address }: Known): Telling[] {
  const said = plain(text);
  const told: Telling[] = [];
  if (name !== undefined && plain(name).length > 1 && said.includes(plain(name))) told.push('name');
  if (phone !== undefined && digitsOf(phone) !== '' && digitsOf(text).includes(digitsOf(phone)))
    told.push('phone');
  if (address !== undefined && saysPlace(said, plain(address))) told.push('address');
  return told;
}

function saysPlace(said: string, address: string): boolean {
  if (address.length > 1 && said.includes(address)) return true;
  for (let start = 0; start + TELLING_PIECE <= address.length; start++) {
    const piece = address.slice(start, start + TELLING_PIECE);
    if (/\d/.test(piece) && /\D{2}/.test(piece) && said.includes(piece)) return true;
  }
  return false;
}

/** However its digits are grouped. */
const MOBILE = /(?<!\d)(?:\+?86[-\s]?)?1[3-9]\d(?:[-\s]?\d{4}){2}(?!\d)/;
const LANDLINE = /(?<!\d)(?:0\d{2,3}[-\s]?|\(0\d{2,3}\)\s?)\d{7,8}(?!\d)/;
const IDENTITY = /(?<!\d)\d{17}[\dXx](?!\d)/g;

export const hasMobile = (text: string): boolean => MOBILE.test(text.normalize('NFKC'));
export const hasLandline = (text: string): boolean => LANDLINE.test(text.normalize('NFKC'));

/** The number of an identity card, by its check digit (GB 11643). */
export const hasIdentity = (text: string): boolean =>
  (text.normalize('NFKC').match(IDENTITY) ?? []).some((number) => {
    const sum = Array.from(number.slice(0, 17)).reduce(
      (all, digit, i) => all + Number(digit) * (2 ** (17 - i) % 11),
      0,
    );
    return '10X98765432'[sum % 11] === number[17]?.toUpperCase();
  });
