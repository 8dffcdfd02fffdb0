/**
 * Everything in a message of Temporal's that can be read, as one text: every name, every string, and every payload as the text that it is.
 */
export function readable(message: unknown): string {
  if (message instanceof Uint8Array) return Buffer.from(message).toString();
  if (Array.isArray(message)) return message.map(readable).join('\n');
  if (typeof message !== 'object' || message === null) return String(message);
  return Object.entries(message)
    .map(([name, value]) => `${name}: ${readable(value)}`)
    .join('\n');
}
