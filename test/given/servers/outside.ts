import { keysOfCaller } from '../../../activities/callers';
import { type Mail, openMail } from '../../../activities/channels/mail';
import { openWebhooks, type Webhooks } from '../../../activities/channels/webhook';
import { callerAccess } from '../../../keys/caller-access';
import { dataKeys } from '../../../keys/data-keys';
import { startDatabase, type TestDatabase } from './database';
import { startMailbox } from './mailbox';
import { startReceiver } from './receiver';

export const WEBHOOK_KEY = Buffer.alloc(32, 5);
/** What receivers of before check with. */
export const SHARED_KEY = 'webhook-key-of-a-test';

/** Whose codes and links callers are told. */
export const CALLERS = callerAccess(dataKeys(Buffer.alloc(32, 7)), 'https://12345.example', 90);
export const keysOf = keysOfCaller(CALLERS);

/** What the activities of tickets reach: a database, a receiver of webhooks, and a mailbox. */
export interface TestOutside {
  readonly db: TestDatabase;
  readonly receiver: Awaited<ReturnType<typeof startReceiver>>;
  readonly mailbox: Awaited<ReturnType<typeof startMailbox>>;
  readonly mail: Mail;
  /** They reach this machine, and sign with secrets made from {@link WEBHOOK_KEY}. */
  readonly webhooks: Webhooks;
  /** Nothing was received, and the receiver takes what comes. */
  clear(): void;
  stop(): Promise<void>;
}

export async function startOutside(): Promise<TestOutside> {
  const [db, receiver, mailbox] = await Promise.all([startDatabase(), startReceiver(), startMailbox()]);
  const mail = openMail(mailbox.url, '12345@example.org');
  const webhooks = openWebhooks({
    keys: [WEBHOOK_KEY],
    sharedKey: SHARED_KEY,
    allowed: ['127.0.0.1'],
  });
  return {
    db,
    receiver,
    mailbox,
    mail,
    webhooks,
    clear() {
      receiver.received.length = mailbox.letters.length = 0;
      Object.assign(receiver.answer, { status: 204, headers: {}, hangs: false });
    },
    async stop() {
      mail.close();
      webhooks.close();
      await Promise.all([db.stop(), receiver.stop(), mailbox.stop()]);
    },
  };
}
