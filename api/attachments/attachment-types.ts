import { fileTypeFromBuffer } from 'file-type';
import { keysOf } from '../../domain/words';

/** What may be attached (BJ-1): media types, each with the ending of its files' names. */
export const ATTACHMENT_TYPES = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/heic': 'heic',
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'audio/aac': 'aac',
  'audio/wav': 'wav',
  'audio/ogg': 'ogg',
  'audio/amr': 'amr',
  'video/mp4': 'mp4',
  'video/quicktime': 'mov',
  'video/webm': 'webm',
  'video/3gpp': '3gp',
} as const;
export type AttachmentType = keyof typeof ATTACHMENT_TYPES;

/** So many bytes show a file's type. */
export const TELLING_BYTES = 4_100;

/** Names that the library tells apart and that are one type here: a voice message of a phone is Opus in Ogg. */
const ALSO: Readonly<Record<string, AttachmentType>> = {
  apng: 'image/png',
  oga: 'audio/ogg',
  opus: 'audio/ogg',
  spx: 'audio/ogg',
};

/**
 * What a file is, by its first bytes and by nothing that its sender says of it.
 * @returns undefined where that may not be attached
 */
export async function attachmentType(beginning: Buffer): Promise<AttachmentType | undefined> {
  const found = await fileTypeFromBuffer(beginning);
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
