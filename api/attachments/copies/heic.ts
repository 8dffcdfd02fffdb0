import { blank, type Box, boxesIn, type Extent, keepOnly, only, versionOf } from './iso-boxes';
import { damaged, NoCopy } from './no-copy';

const META = ['hdlr', 'pitm', 'iinf', 'iloc', 'iprp', 'iref', 'idat', 'dinf', 'grpl'];
/** Items that are pictures, or are made of some; others are Exif, XMP and the like. */
const PICTURES = ['hvc1', 'hev1', 'lhv1', 'av01', 'avc1', 'jpeg', 'grid', 'iovl', 'iden', 'tmap'];
/** What pictures are shown by, how they are turned among it; not what is written about them. */
const PROPERTIES =
  'hvcC lhvC av1C avcC jpgC ispe pasp colr pixi irot imir clap auxC lsel tols oinf clli mdcv cclv amve rloc'.split(
    ' ',
  );

/** The same pictures, byte for byte at their place, with nothing where they were spoken of. */
export function heicCopy(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  const top = boxesIn(copy, 0, copy.length);
  const meta = only(top, 'meta');
  if (!meta) throw damaged();
  if (only(top, 'moov')) throw new NoCopy('it is a sequence of pictures');
  const inside = boxesIn(copy, meta.body + 4, meta.end);
  const [iinf, iloc, iprp] = [only(inside, 'iinf'), only(inside, 'iloc'), only(inside, 'iprp')];
  if (!iinf || !iloc) throw damaged();
  const idat = only(inside, 'idat');
  const pictures = picturesIn(copy, iinf);
  const shown = extentsIn(copy, iloc, idat).filter(({ item }) => pictures.has(item));
  for (const box of top) if (!['ftyp', 'meta', 'mdat'].includes(box.type)) blank(copy, box);
  for (const box of inside) if (!META.includes(box.type)) blank(copy, box);
  const properties = iprp && only(boxesIn(copy, iprp.body, iprp.end), 'ipco');
  for (const box of properties ? boxesIn(copy, properties.body, properties.end) : [])
    if (!PROPERTIES.includes(box.type)) blank(copy, box);
  keepOnly(
    copy,
    [...top.filter(({ type }) => type === 'mdat'), ...(idat ? [idat] : [])],
    shown.map(({ extent }) => extent),
  );
  return copy;
}

/** The items that are pictures; names of all items are taken away. */
function picturesIn(copy: Buffer, iinf: Box): Set<number> {
  const pictures = new Set<number>();
  for (const entry of boxesIn(copy, iinf.body + (versionOf(copy, iinf) === 0 ? 6 : 8), iinf.end)) {
    const version = versionOf(copy, entry);
    if (entry.type !== 'infe' || version < 2) throw damaged();
    const wide = version > 2 ? 2 : 0;
    const item = wide ? copy.readUInt32BE(entry.body + 4) : copy.readUInt16BE(entry.body + 4);
    const typeAt = entry.body + 8 + wide;
    if (PICTURES.includes(copy.toString('latin1', typeAt, typeAt + 4))) pictures.add(item);
    copy.fill(0, typeAt + 4, entry.end);
  }
  return pictures;
}

/** Where in the file items stand. */
function extentsIn(copy: Buffer, iloc: Box, idat: Box | undefined): { item: number; extent: Extent }[] {
  const found: { item: number; extent: Extent }[] = [];
  const version = versionOf(copy, iloc);
  let at = iloc.body + 4;
  const read = (width: number): number => {
    at += width;
    if (width === 0) return 0;
    return width === 8 ? Number(copy.readBigUInt64BE(at - 8)) : copy.readUIntBE(at - width, width);
  };
  const [sizes, more] = [read(1), read(1)] as const;
  const [offsetSize, lengthSize, baseSize, indexSize] = [
    sizes >> 4,
    sizes & 15,
    more >> 4,
    version > 0 ? more & 15 : 0,
  ];
  const count = read(version < 2 ? 2 : 4);
  for (let i = 0; i < count; i++) {
    const item = read(version < 2 ? 2 : 4);
    const method = version > 0 ? read(2) & 15 : 0;
    if (method > 1) throw new NoCopy('its pictures are made of parts of others');
    read(2);
    const base = read(baseSize) + (method === 1 ? (idat?.body ?? 0) : 0);
    const extents = read(2);
    for (let j = 0; j < extents; j++) {
      read(indexSize);
      const start = base + read(offsetSize);
      const length = read(lengthSize);
      // Without a length, all that there is.
      found.push({ item, extent: [start, length === 0 ? copy.length : start + length] });
    }
  }
  return found;
}
