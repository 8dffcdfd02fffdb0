import { instant } from '../../domain/time/instant';
import { deliveriesOf, messageTo, readerOf, waysOf } from '../addressees';
import type { KnowledgeActivities } from '../contract';
import type { OutsideWorld } from '../outside-world';
import { reviewText } from '../texts';

/** So many entries are told of at once. */
const PAGE = 200;

/** Tells owners which of their entries are to be looked at again: by the outbox, each version once. */
export function reviewingKnowledge({
  store,
  units,
  mail,
  gateway,
}: Pick<OutsideWorld, 'store' | 'units' | 'mail' | 'gateway'>): KnowledgeActivities {
  const ways = waysOf({ units, mail, gateway });
  return {
    async tellOfReviews() {
      const at = instant(Date.now());
      const entries = await store.knowledge.toReview(at, '', PAGE);
      const messages = entries.map((entry) => {
        // Where its owner was closed, whose work that is today.
        const { to } = readerOf(entry.owner, units);
        const id = `${entry.id}:${entry.version}:${to}`;
        return messageTo(
          to,
          entry.id,
          { id, at, template: 'knowledge-review', text: reviewText(entry) },
          ways,
        );
      });
      await store.outbox.putAll(messages);
      return {
        deliveries: deliveriesOf(messages),
        reminded: entries.map(({ id, version }) => ({ id, version })),
        more: entries.length === PAGE,
      };
    },

    async noteReminded({ entries }) {
      for (const entry of entries) await store.knowledge.reminded(entry);
    },
  };
}
