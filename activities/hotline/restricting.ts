import type { Delivery } from '../../domain/telling/turn';
import { deliveriesOf, messageTo, readersOf, waysOf } from '../addressees';
import type { RestrictionActivities } from '../contract';
import type { OutsideWorld } from '../outside-world';
import { restrictionText } from '../texts';

/** What the workflow of a restriction leaves in the outside world: its record, and word of it to the hotline. */
export function restricting({
  store,
  units,
  mail,
  gateway,
}: Pick<OutsideWorld, 'store' | 'units' | 'mail' | 'gateway'>): RestrictionActivities {
  const ways = waysOf({ units, mail, gateway });
  return {
    async recordRestriction({ id, events, from }): Promise<Delivery[]> {
      // Messages first: who reads the record finds what was told of it.
      const messages = events.slice(from).flatMap((event, i) => {
        if (event.type === 'appeal-refused') return [];
        const template = event.type === 'appealed' ? 'restriction-appealed' : 'restriction-ended';
        const [at, text] = [event.at, restrictionText(id, event)];
        return readersOf({ to: { role: 'hotline' } }, units).map(({ to }) =>
          messageTo(to, id, { id: `${id}:${from + i + 1}:${to}`, at, template, text }, ways),
        );
      });
      await store.outbox.putAll(messages);
      await store.restrictions.record(id, events);
      return deliveriesOf(messages);
    },
  };
}
