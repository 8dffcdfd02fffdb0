import { commandId } from '../../domain/ids';
import { HOUR, type Instant, instant } from '../../domain/time/instant';
import { type SigningKey, signingKey } from '../../keys/signing-key';
import { readEvidence } from '../../api/evidence/reading';
import type { Store } from '../../storage/store';
import { keysOf } from '../../verify/checkpoints';
import type { KeptCheckpoint, Pack } from '../../verify/pack';
import { verified } from '../../verify/verify';
import { LAW } from './law';
import { aMatter } from './matter';
import { intake, turnOf } from './stored-story';
import { asUnit, at, command, dispatchTo, PARKS, Story } from './story';

export const NOON = at('2026-09-29 12:00');
export const SIGNER: SigningKey = signingKey(Buffer.alloc(32, 7));
export const KEYS = keysOf([{ ...SIGNER.public }]);

export const takeCheckpoint = (store: Store, now: Instant = NOON) =>
  store.checkpoints.take({ key: SIGNER, now, every: HOUR });

/** A ticket with title, content and a command's text, as far as its dispatch; and how more is said of it. */
export async function spokenTicket(store: Store, said = '青花瓷') {
  const { matter } = await store.tickets.add(intake(aMatter(), { title: '鹅叫', content: '四十只鹅' }));
  const { id } = matter;
  const order = `${id}-order`;
  const actor = { sub: 'op-7', role: 'operator' } as const;
  const put = { id: order, ticketId: id, name: 'dispatch', actor, texts: { note: said }, at: NOON } as const;
  const commitment = await store.texts.put(put);
  const tell = (): Story =>
    new Story(LAW, matter).do(NOON, {
      ...dispatchTo(PARKS),
      id: commandId(order),
      parts: ['note'],
      commitment,
    });
  const story = tell();
  await store.recordTurn(turnOf(story), []);
  const goOn = async (hours: number, name: 'sign' | 'urge' = 'urge'): Promise<void> => {
    const { seq } = story.ticket;
    const by = name === 'sign' ? asUnit(PARKS) : {};
    await store.recordTurn(turnOf(story.do(instant(NOON + hours * HOUR), command(name, {}, by)), seq), []);
  };
  return { id, order, story, tell, goOn };
}

/** A pack as it comes over the wire. */
export async function packOf(store: Store, id: string): Promise<Pack> {
  const ticket = await store.tickets.find(id);
  if (!ticket) throw new Error(id);
  const { json } = await readEvidence({ found: { store, ticket } });
  return JSON.parse(JSON.stringify(json)) as Pack;
}

/** Everything that does not hold of a pack, each with what it was looked at for. */
export const wrongIn = (pack: Pack, kept: readonly KeptCheckpoint[] = [], keys = KEYS): string[] =>
  verified(pack, keys, kept).flatMap(({ of, wrong }) => wrong.map((it) => `${of}: ${it}`));

export const openIn = (pack: Pack): string[] => verified(pack, KEYS).flatMap(({ open = [] }) => open);
