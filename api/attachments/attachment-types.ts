import { fileTypeFromBuffer } from 'file-type';
import { keysOf } from '../../domain/words';
import { ATTACHMENT_TYPES, type AttachmentType } from './media-types';

/** So many bytes show a file's type, but for documents that are packed. */
export const TELLING_BYTES = 4_100;

/** Names that the library tells apart and that are one type here: a voice message of a phone is Opus in Ogg. */
const ALSO: Readonly<Record<string, AttachmentType>> = {
  apng: 'image/png',
  oga: 'audio/ogg',
  opus: 'audio/ogg',
  spx: 'audio/ogg',
};

/** Documents of Office are packed: what else is packed so, and what has macros, only the whole tells. */
const PACKED = Buffer.from('PK\x03\x04');

/** Whether it is worth looking at all of a file. @param beginning of at least {@link TELLING_BYTES}, where it has so many */
export const mayBeTaken = async (beginning: Buffer): Promise<boolean> =>
  beginning.subarray(0, PACKED.length).equals(PACKED) || (await attachmentType(beginning)) !== undefined;

/**
 * What a file is, by its bytes and by nothing that its sender says of it.
 * @returns undefined where that may not be attached
 */
export async function attachmentType(bytes: Buffer): Promise<AttachmentType | undefined> {
  const found = await fileTypeFromBuffer(bytes);
  if (!found) return undefined;
  const types = keysOf(ATTACHMENT_TYPES);
  return ALSO[found.ext] ?? types.find((type) => ATTACHMENT_TYPES[type] === found.ext);
}

/** Other endings that a file of a type may well have. */
const ENDINGS: Partial<Record<AttachmentType, readonly string[]>> = {
  'image/jpeg': ['jpeg'],
  'image/heic': ['heif'],
  'audio/ogg': ['oga', 'opus', 'spx'],
};

/** A name under which a file can be saved: it ends as its type does, whatever its sender called it, so that no program passes for a picture. */
export function fileName(name: string, type: AttachmentType): string {
  const ending = ATTACHMENT_TYPES[type];
  const fits = [ending, ...(ENDINGS[type] ?? [])].some((it) => name.toLowerCase().endsWith(`.${it}`));
  return fits ? name : `${name}.${ending}`;
}
