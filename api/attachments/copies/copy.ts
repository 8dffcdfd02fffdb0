import { attachmentType } from '../attachment-types';
import { type AttachmentType } from '../media-types';
import { filmCopy } from './film';
import { gifCopy } from './gif';
import { heicCopy } from './heic';
import { jpegCopy } from './jpeg';
import { webmCopy } from './matroska';
import { damaged, isBeyondEnd } from './no-copy';
import { officeCopy } from './office';
import { oggCopy } from './ogg';
import { pdfCopy } from './pdf';
import { pngCopy } from './png';
import { wavCopy, webpCopy } from './riff';
import { aacCopy, amrCopy, mp3Copy } from './voice-frames';

type CopyOf = (bytes: Buffer) => Buffer | Promise<Buffer>;

/** A document within a document is looked into, and what is within that; deeper none is. */
const officeAt =
  (depth: number): CopyOf =>
  (bytes) =>
    officeCopy(bytes, async (part) => {
      const type = await attachmentType(part);
      return type && (depth < 2 || !isOffice(type)) ? copyOfType(type, depth + 1)(part) : undefined;
    });

const copyOfType = (type: AttachmentType, depth = 0): CopyOf =>
  isOffice(type) ? officeAt(depth) : COPIES[type];

const COPIES = {
  'image/jpeg': jpegCopy,
  'image/png': pngCopy,
  'image/gif': gifCopy,
  'image/webp': webpCopy,
  'image/heic': heicCopy,
  'audio/mpeg': mp3Copy,
  'audio/mp4': filmCopy,
  'audio/aac': aacCopy,
  'audio/wav': wavCopy,
  'audio/ogg': oggCopy,
  'audio/amr': amrCopy,
  'video/mp4': filmCopy,
  'video/quicktime': filmCopy,
  'video/webm': webmCopy,
  'video/3gpp': filmCopy,
  'application/pdf': pdfCopy,
} as const satisfies Partial<Record<AttachmentType, CopyOf>>;

const isOffice = (type: AttachmentType): type is Exclude<AttachmentType, keyof typeof COPIES> =>
  !(type in COPIES);

/**
 * A file as units and callers are given it: shown as it was, and nothing said of where, when, by whom and with what it was made.
 * What is kept is what a format is shown by, by name; whatever else a program may have put in is left out.
 * @throws NoCopy
 */
export async function copyToShow(type: AttachmentType, bytes: Buffer): Promise<Buffer> {
  try {
    return await copyOfType(type)(bytes);
  } catch (error) {
    // Read beyond its end, or a field that no number fits.
    if (isBeyondEnd(error)) throw damaged();
    throw error;
  }
}
