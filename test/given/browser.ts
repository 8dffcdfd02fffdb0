import { type Answered, ask, type Request } from './http';

/** As much of a browser as signing in takes: it keeps cookies by host, and goes where it is sent. */
export interface Browser {
  /** Opens an address, or one of the service by its path, without going on from there. */
  open(address: string, request?: Request): Promise<Answered>;
  /** Goes on wherever it is sent, until it is sent nowhere. @param change of each address, before it is opened @returns the last answer, and where it was */
  follow(address: string, change?: (url: URL) => void): Promise<Answered & { readonly at: string }>;
  /** The service’s cookies. */
  readonly cookies: Map<string, string>;
}

/**
 * @param url where the service listens
 * @param publicUrl what it takes itself to be reached by
 */
export function browserAt(url: string, publicUrl: string): Browser {
  const jars = new Map<string, Map<string, string>>();
  const cookiesOf = ({ host }: URL): Map<string, string> => {
    const jar = jars.get(host) ?? new Map<string, string>();
    jars.set(host, jar);
    return jar;
  };

  async function open(address: string, request: Request = {}): Promise<Answered> {
    const to = new URL(address, publicUrl);
    const jar = cookiesOf(to);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const real = to.href.startsWith(`${publicUrl}/`) ? url + to.href.slice(publicUrl.length) : to.href;
    const answer = await ask(real, {
      ...request,
      headers: { accept: 'text/html', ...(cookie ? { cookie } : {}), ...request.headers },
    });
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = '', rest = ''] = /^([^=]+)=([^;]*)(.*)$/.exec(set) ?? [];
      const [, expires] = /expires=([^;]+)/i.exec(rest) ?? [];
      if (/max-age=0/i.test(rest) || (expires !== undefined && Date.parse(expires) <= Date.now()))
        jar.delete(name);
      else jar.set(name, value);
    }
    return answer;
  }

  return {
    open,
    cookies: cookiesOf(new URL(publicUrl)),
    async follow(address, change = () => {}) {
      let at = new URL(address, publicUrl);
      for (let step = 0; step < 20; step++) {
        change(at);
        const answer = await open(at.href);
        const location = answer.headers.get('location');
        if (location === null) return { ...answer, at: at.href };
        at = new URL(location, at);
      }
      throw new Error('sent round and round');
    },
  };
}
