import { hkdfSync } from 'node:crypto';

/** What the secrets of receivers are made from, 32 bytes each. While a key is replaced, what is sent is signed with secrets of both. */
export type WebhookKeys = readonly Buffer[];

/** The first secret that a unit has. */
const FIRST = [1];

/**
 * The secrets that a unit may check its webhooks with, as Standard Webhooks write them: `whsec_…`. None of them stands anywhere: who has
 * the key makes them again, and no unit can make another's from its own.
 * @param generations several while the unit takes a new one
 */
export const webhookSecrets = (
  keys: WebhookKeys,
  unit: string,
  generations: readonly number[] = FIRST,
): string[] =>
  keys.flatMap((key) => generations.map((generation) => webhookSecret(key, `${generation} ${unit}`)));

const webhookSecret = (key: Buffer, whose: string): string =>
  `whsec_${Buffer.from(hkdfSync('sha256', key, '', `huiyin webhook ${whose}`, 32)).toString('base64')}`;
