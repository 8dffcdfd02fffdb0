import { promisify } from 'node:util';
import { unzip, type UnzipFileInfo, type Unzipped, zip, type Zippable } from 'fflate';
import { NoCopy, damaged } from './no-copy';

/** So much a document has, unpacked, in bytes: a small file that becomes a large one is no document. */
const MOST = 100 * 1024 * 1024;
/** The first moment that a packed file can have. */
const NO_MOMENT = '1980-01-01T00:00:00';

const unpack = promisify(
  (bytes: Buffer, filter: (file: UnzipFileInfo) => boolean, done: (e: Error | null, all: Unzipped) => void) =>
    void unzip(bytes, { filter }, done),
);
const pack = promisify(
  (parts: Zippable, done: (e: Error | null, bytes: Uint8Array) => void) =>
    void zip(parts, { mtime: NO_MOMENT }, done),
);

const CORE =
  '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>';
const EXTENDED =
  '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>';
const CUSTOM =
  '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>';

/** What a document says of itself (ECMA-376): who wrote it, where, when, with what. */
const PROPERTIES: Readonly<Record<string, string>> = {
  'docProps/core.xml': CORE,
  'docProps/app.xml': EXTENDED,
  'docProps/custom.xml': CUSTOM,
};

/** Text, and drawings that are made of commands: they hold no data of a camera. */
const PLAIN = /\.(xml|rels|vml|emf|wmf|bmp|fntdata|odttf|json)$/i;

/**
 * The same document, packed anew: without its properties, and its pictures, films and documents within each as its own copy is.
 * @param copyOf of a file in it; undefined where it is of no type that is known
 */
export async function officeCopy(
  bytes: Buffer,
  copyOf: (bytes: Buffer) => Promise<Buffer | undefined>,
): Promise<Buffer> {
  const parts = await unpacked(bytes);
  const names = Object.keys(parts);
  if (names.some((name) => /vba|macrosheets/i.test(name) || /activeX\//i.test(name)))
    throw new NoCopy('it has macros');
  const copies: Zippable = {};
  for (const name of names) {
    const part = Buffer.from(parts[name] ?? []);
    const empty = PROPERTIES[name];
    if (empty !== undefined) copies[name] = Buffer.from(empty);
    else if (PLAIN.test(name)) copies[name] = part;
    else if (part.length > 0) copies[name] = await partCopy(name, part, copyOf);
  }
  return Buffer.from(await pack(copies));
}

async function partCopy(
  name: string,
  part: Buffer,
  copyOf: (bytes: Buffer) => Promise<Buffer | undefined>,
): Promise<Buffer> {
  // What a printer was set to, and where text flows: of Office’s own making.
  if (/printerSettings\d*\.bin$/i.test(name)) return Buffer.alloc(0);
  const copy = await copyOf(part);
  if (!copy) throw new NoCopy(`it holds a file of a type that is not taken (${name.replace(/^.*\./, '.')})`);
  return copy;
}

/** Its parts, as many as there are. */
async function unpacked(bytes: Buffer): Promise<Unzipped> {
  let size = 0;
  const filter = ({ originalSize }: UnzipFileInfo): boolean => (size += originalSize) <= MOST;
  const parts = await unpack(bytes, filter).catch(() => {
    throw damaged();
  });
  if (size > MOST) throw new NoCopy('it is too large when it is unpacked');
  return parts;
}
