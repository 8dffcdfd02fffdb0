import {
  EncryptedPDFError,
  PDFArray,
  PDFDict,
  PDFDocument,
  PDFName,
  type PDFObject,
  PDFRawStream,
  PDFRef,
  PDFStream,
} from '@cantoo/pdf-lib';
import { jpegCopy } from './jpeg';
import { damaged, NoCopy } from './no-copy';

/** What a document and its parts say of themselves, wherever it stands: XMP, what programs keep for themselves, files that came with it. */
const SPEAKING = ['Metadata', 'PieceInfo', 'LastModified', 'Thumb', 'EF'].map((key) => PDFName.of(key));
/** The same of a note on a page: when it was written. */
const OF_NOTES = ['CreationDate', 'M'].map((key) => PDFName.of(key));
/** So many objects are read or written before others have their turn. */
const AT_ONCE = 500;
const FILTER = PDFName.of('Filter');
const SUBTYPE = PDFName.of('Subtype');
const RECTANGLE = PDFName.of('Rect');

/** The same pages, written anew: without what is said of the document, and without its versions of before. */
export async function pdfCopy(bytes: Buffer): Promise<Buffer> {
  const document = await loaded(bytes);
  const { context } = document;
  context.trailerInfo.Info = undefined;
  const seen = new Set<PDFObject>();
  const waiting: (PDFObject | undefined)[] = [context.trailerInfo.Root];
  while (waiting.length > 0) {
    const object = waiting.pop();
    if (!object || seen.has(object)) continue;
    seen.add(object);
    if (object instanceof PDFRef) {
      const found = context.lookup(object);
      if (found instanceof PDFRawStream) context.assign(object, withoutTraces(found));
      waiting.push(context.lookup(object));
    } else if (object instanceof PDFArray) waiting.push(...object.asArray());
    else if (object instanceof PDFStream) waiting.push(object.dict);
    else if (object instanceof PDFDict) {
      for (const key of SPEAKING) object.delete(key);
      if (object.has(SUBTYPE) && object.has(RECTANGLE)) for (const key of OF_NOTES) object.delete(key);
      waiting.push(...object.values());
    }
  }
  for (const [ref] of context.enumerateIndirectObjects()) if (!seen.has(ref)) context.delete(ref);
  return Buffer.from(
    await document.save({ updateFieldAppearances: false, addDefaultPage: false, objectsPerTick: AT_ONCE }),
  );
}

async function loaded(bytes: Buffer): Promise<PDFDocument> {
  try {
    const document = await PDFDocument.load(bytes, {
      updateMetadata: false,
      throwOnInvalidObject: true,
      parseSpeed: AT_ONCE,
    });
    if (document.getPageCount() > 0) return document;
  } catch (error) {
    if (error instanceof EncryptedPDFError) throw new NoCopy('it is encrypted');
  }
  throw damaged();
}

/** A picture of a page without what its own file says of it. */
function withoutTraces(stream: PDFRawStream): PDFRawStream {
  const filter = stream.dict.lookup(FILTER);
  const filters = (filter instanceof PDFArray ? filter.asArray() : [filter]).map(String);
  if (filters.includes('/JPXDecode')) throw new NoCopy('it has pictures of JPEG 2000');
  if (!filters.includes('/DCTDecode')) return stream;
  if (filters.length > 1) throw new NoCopy('it has pictures that are packed twice');
  return PDFRawStream.of(stream.dict, jpegCopy(Buffer.from(stream.contents)));
}
