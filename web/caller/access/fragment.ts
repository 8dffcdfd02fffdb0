import { isTicketNumber } from '../../../domain/ids';

/** What lets somebody see a ticket, and how much of it. */
export interface Access {
  readonly ticket: string;
  readonly token: string;
  /** By a link that lets evaluate and nothing else. */
  readonly evaluatesOnly: boolean;
}

/** What stands in an address behind `#`, which no server is sent: a token, or the number of a ticket. */
export interface Fragment {
  readonly access?: Access;
  readonly number?: string;
}

/** @param hash with its `#` */
export function fragmentOf(hash: string): Fragment {
  const said = decoded(hash.replace(/^#/, ''));
  if (isTicketNumber(said)) return { number: said };
  const access = accessBy(said);
  return access ? { access } : {};
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** What a token is for; undefined where it is none. The service checks it, not this page. */
export function accessBy(token: string): Access | undefined {
  try {
    const [, claims = ''] = token.split('.');
    const { ticket, scope } = JSON.parse(atob(claims.replaceAll('-', '+').replaceAll('_', '/'))) as {
      ticket?: unknown;
      scope?: unknown;
    };
    return typeof ticket === 'string' ? { ticket, token, evaluatesOnly: scope === 'evaluate' } : undefined;
  } catch {
    return undefined;
  }
}
