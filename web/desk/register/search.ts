/** Under which rulebook one registers; the address of the page holds it. */
export interface RegisterSearch {
  readonly rulebook?: string;
}

export const registerSearch = ({ rulebook }: Readonly<Record<string, unknown>>): RegisterSearch =>
  typeof rulebook === 'string' && rulebook !== '' ? { rulebook } : {};
