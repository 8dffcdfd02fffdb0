import { type Mail, openMail } from '../../../activities/channels/mail';
import { startDatabase, type TestDatabase } from './database';
import { startMailbox } from './mailbox';
import { startReceiver } from './receiver';

/** What the activities of tickets reach: a database, a receiver of webhooks, and a mailbox. */
export interface TestOutside {
  readonly db: TestDatabase;
  readonly receiver: Awaited<ReturnType<typeof startReceiver>>;
  readonly mailbox: Awaited<ReturnType<typeof startMailbox>>;
  readonly mail: Mail;
  /** Nothing was received, and the receiver takes what comes. */
  clear(): void;
  stop(): Promise<void>;
}

export async function startOutside(): Promise<TestOutside> {
  const [db, receiver, mailbox] = await Promise.all([startDatabase(), startReceiver(), startMailbox()]);
  const mail = openMail(mailbox.url, '12345@example.org');
  return {
    db,
    receiver,
    mailbox,
    mail,
    clear() {
      receiver.received.length = mailbox.letters.length = 0;
      Object.assign(receiver.answer, { status: 204, headers: {}, hangs: false });
    },
    async stop() {
      mail.close();
      await Promise.all([db.stop(), receiver.stop(), mailbox.stop()]);
    },
  };
}
