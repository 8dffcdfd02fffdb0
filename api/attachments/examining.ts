import { bulkhead, BulkheadRejectedError } from 'cockatiel';
import type { Logger } from 'pino';
import { type Instant, instant } from '../../domain/time/instant';
import type { Attachment } from '../../storage/attachments/attachments';
import type { Store } from '../../storage/store';
import { invalid, Problem, unavailable } from '../http/problem';
import { attachmentType } from './attachment-types';
import { type AttachmentType } from './media-types';
import { copyToShow } from './copies/copy';
import { NoCopy } from './copies/no-copy';
import { type Scanner, ScannerAway } from './scanner';
import { unsupported } from './upload-body';

/** So many files are looked at at once, each in memory, some times over; so many more wait for that. */
const AT_ONCE = 2;
const WAITING = 100;
/** So many are on their way to who asked for them at once, 20 MB each. */
const GIVEN_AT_ONCE = 16;

export type Examining = ReturnType<typeof examiningBy>;

/** Looks at files before they are taken, and before they are given. @param scanner looks for malware; none where none is set */
export function examiningBy({ scanner, log }: { readonly scanner?: Scanner; readonly log: Logger }) {
  const looking = bulkhead(AT_ONCE, WAITING);
  const giving = bulkhead(GIVEN_AT_ONCE);

  /** Makes something of a file when there is room for it. @throws a 503 where there is none */
  async function whereThereIsRoom<T>(made: () => Promise<T>, places = looking): Promise<T> {
    try {
      return await places.execute(made);
    } catch (error) {
      if (error instanceof BulkheadRejectedError) throw unavailable('Too many files are on their way.');
      throw error;
    }
  }

  /**
   * Looks for malware.
   * @returns when; undefined where there is no scanner
   * @throws the problem that `infected` makes; a 503 while the scanner is away: what nobody has looked at is neither taken nor given
   */
  async function scanned(bytes: Buffer, infected: (found: string) => Problem): Promise<Instant | undefined> {
    if (!scanner) return undefined;
    try {
      const found = await scanner.scan(bytes);
      if (found === undefined) return instant(Date.now());
      log.warn({ found }, 'malware was found in an attachment');
      throw infected(found);
    } catch (error) {
      if (!(error instanceof ScannerAway)) throw error;
      log.error({ err: error, why: error.message }, 'attachments can’t be scanned');
      throw unavailable('The scanner that looks for malware does not answer.');
    }
  }

  /** The bytes of an attachment; one that nobody has looked at, since there was no scanner when it was taken, is looked at first. */
  async function clean({ attachments }: Store, attachment: Attachment): Promise<Buffer> {
    const bytes = await attachments.bytesOf(attachment);
    const at = attachment.scannedAt === undefined ? await scanned(bytes, notGiven) : undefined;
    if (at !== undefined) await attachments.noteScanned(attachment.id, at);
    return bytes;
  }

  return {
    /**
     * What a file that was uploaded is, and when it was scanned. It is taken only if there is a copy of it for units and callers, in
     * which nothing says where and by whom it was made.
     * @throws a 415, 422 or 503
     */
    examined: (read: () => Promise<Buffer>): Promise<{ type: AttachmentType; scannedAt?: Instant }> =>
      whereThereIsRoom(async () => {
        const bytes = await read();
        const type = await attachmentType(bytes);
        if (!type) throw unsupported();
        const at = await scanned(bytes, notTaken);
        try {
          await copyToShow(type, bytes);
        } catch (error) {
          if (error instanceof NoCopy) throw noCopy(error);
          throw error;
        }
        return { type, ...(at === undefined ? {} : { scannedAt: at }) };
      }),

    /** Gives a file; it is in memory till then. @throws a 503 where too many are given already */
    given: (give: () => Promise<void>): Promise<void> => whereThereIsRoom(give, giving),

    /** A file as everybody is given it. @throws a 409 for one from before there were copies, of which none can be made */
    copyOf: (store: Store, attachment: Attachment): Promise<Buffer> =>
      whereThereIsRoom(async () => {
        const bytes = await clean(store, attachment);
        try {
          // What is kept has the type that its bytes showed.
          return await copyToShow(attachment.type as AttachmentType, bytes);
        } catch (error) {
          if (error instanceof NoCopy) throw onlyOriginal(error);
          throw error;
        }
      }),

    /** A file as it was attached. */
    originalOf: (store: Store, attachment: Attachment): Promise<Buffer> =>
      whereThereIsRoom(() => clean(store, attachment)),
  };
}

const noCopy = ({ message }: NoCopy): Problem =>
  invalid('The file can’t be attached as it is.', [
    {
      path: '',
      message: `expected a file that can be given on without what it says of place and device: ${message}`,
    },
  ]);

const onlyOriginal = ({ message }: NoCopy): Problem =>
  new Problem(
    409,
    'only-original',
    'There is only the original',
    `What it says of place and device can’t be taken out: ${message}. Supervisors and auditors get it as it is.`,
  );

const notTaken = (found: string): Problem =>
  new Problem(422, 'malware', 'It carries malware', `The scanner finds ${found} in it.`);

const notGiven = (found: string): Problem =>
  new Problem(
    409,
    'malware',
    'It carries malware',
    `The scanner finds ${found} in it; it is not given to anybody.`,
  );
