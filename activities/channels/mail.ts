import { createTransport } from 'nodemailer';
import { DeliveryFailure } from './delivery-failure';

export interface Letter {
  /** The id of the message in the outbox: a letter sent again has the same `Message-ID`, so that mailboxes can tell. */
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Sends e-mail. */
export interface Mail {
  /** @throws DeliveryFailure */
  send(letter: Letter): Promise<void>;
  close(): void;
}

/** Limits in ms. */
const LIMITS = {
  connectionTimeout: 10_000,
  greetingTimeout: 10_000,
  socketTimeout: 10_000,
  dnsTimeout: 5_000,
};

/** @param url `smtp://user:password@host:port` */
export function openMail(url: string, from: string): Mail {
  const transport = createTransport({ url, ...LIMITS, disableFileAccess: true, disableUrlAccess: true });
  return {
    async send({ id, to, subject, text }) {
      const messageId = `<${id.replaceAll(':', '.')}@huiyin>`;
      try {
        await transport.sendMail({ from, to, subject, text, messageId });
      } catch (error) {
        const { responseCode, code } = error as { responseCode?: number; code?: string };
        const reason = responseCode ? `SMTP ${responseCode}` : (code ?? 'failed');
        throw new DeliveryFailure(`email: ${reason}`, code === 'ETIMEDOUT');
      }
    },
    close: () => transport.close(),
  };
}
