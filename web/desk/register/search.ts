/** Under which rulebook one registers, and the ticket that was registered just now; the address of the page holds them. */
export interface RegisterSearch {
  readonly rulebook?: string;
  readonly ticket?: string;
}

const said = (value: unknown): value is string => typeof value === 'string' && value !== '';

export const registerSearch = ({ rulebook, ticket }: Readonly<Record<string, unknown>>): RegisterSearch => ({
  ...(said(rulebook) ? { rulebook } : {}),
  ...(said(ticket) ? { ticket } : {}),
});
