import { blank, type Box, boxesIn, type Extent, keepOnly, only, versionOf } from './iso-boxes';
import { damaged, NoCopy } from './no-copy';

/** What boxes may have, by what a film is shown by; all else speaks of it: `udta`, `meta`, `uuid`, where and with what it was taken. */
const SHOWN_BY: Readonly<Record<string, string>> = {
  moov: 'mvhd trak mvex',
  mvex: 'mehd trex',
  trak: 'tkhd tapt edts mdia',
  edts: 'elst',
  mdia: 'mdhd hdlr elng minf',
  minf: 'vmhd smhd hdlr dinf stbl',
  dinf: 'dref',
  stbl: 'stsd stts ctts cslg stss stps stsc stsz stz2 stco co64 sgpd sbgp sdtp subs',
  moof: 'mfhd traf',
  traf: 'tfhd tfdt trun sdtp sgpd sbgp subs',
};
const TOP = ['ftyp', 'styp', 'moov', 'moof', 'mdat', 'sidx', 'mfra'];
/** Boxes that say when something was made. */
const DATED = ['mvhd', 'tkhd', 'mdhd'];
const PICTURE_AND_SOUND = ['vide', 'soun'];

/** The same film, byte for byte at its place, with nothing where it was spoken of, nor in tracks that are neither picture nor sound. */
export function filmCopy(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  const top = boxesIn(copy, 0, copy.length);
  const moov = only(top, 'moov');
  if (!moov) throw damaged();
  const tracks = boxesIn(copy, moov.body, moov.end).filter(({ type }) => type === 'trak');
  const shown = tracks.filter((track) => PICTURE_AND_SOUND.includes(handlerOf(copy, track)));
  if (shown.length === 0) throw new NoCopy('it has neither picture nor sound');
  const inPieces = top.some(({ type }) => type === 'moof');
  if (inPieces && shown.length < tracks.length)
    throw new NoCopy('it comes in pieces, with other tracks among them');
  // Before anything is blanked: it is found by what the tracks say.
  const extents = inPieces ? [] : shown.flatMap((track) => extentsOf(copy, track));
  for (const track of tracks) if (!shown.includes(track)) blank(copy, track);
  for (const box of top) {
    if (!TOP.includes(box.type)) blank(copy, box);
    else if (SHOWN_BY[box.type]) clear(copy, box);
  }
  if (!inPieces)
    keepOnly(
      copy,
      top.filter(({ type }) => type === 'mdat'),
      extents,
    );
  return copy;
}

function clear(copy: Buffer, { type, body, end }: Box): void {
  const shown = SHOWN_BY[type]?.split(' ') ?? [];
  for (const box of boxesIn(copy, body, end)) {
    if (!shown.includes(box.type)) blank(copy, box);
    else if (SHOWN_BY[box.type]) clear(copy, box);
    else if (DATED.includes(box.type))
      copy.fill(0, box.body + 4, box.body + (versionOf(copy, box) === 1 ? 20 : 12));
    // The name of the program, or of the camera.
    else if (box.type === 'hdlr') copy.fill(0, box.body + 12, box.end);
    // Paths of files.
    else if (box.type === 'dref')
      for (const entry of boxesIn(copy, box.body + 8, box.end)) copy.fill(0, entry.body + 4, entry.end);
  }
}

const within = (copy: Buffer, box: Box, ...path: readonly string[]): Box => {
  let found: Box | undefined = box;
  for (const type of path) found = found && only(boxesIn(copy, found.body, found.end), type);
  if (!found) throw damaged();
  return found;
};

const handlerOf = (copy: Buffer, track: Box): string => {
  const { body } = within(copy, track, 'mdia', 'hdlr');
  return copy.toString('latin1', body + 8, body + 12);
};

/** Where in the file the samples of a track stand, a chunk each. */
function extentsOf(copy: Buffer, track: Box): Extent[] {
  const table = within(copy, track, 'mdia', 'minf', 'stbl');
  const boxes = boxesIn(copy, table.body, table.end);
  const sizes = sampleSizes(copy, boxes);
  const runs = only(boxes, 'stsc');
  const offsets = only(boxes, 'stco') ?? only(boxes, 'co64');
  if (!runs || !offsets) throw damaged();
  const wide = offsets.type === 'co64';
  const extents: Extent[] = [];
  let sample = 0;
  let run = 0;
  const runCount = copy.readUInt32BE(runs.body + 4);
  const field = (i: number, at: number): number => copy.readUInt32BE(runs.body + 8 + 12 * i + at);
  for (let i = 0; i < copy.readUInt32BE(offsets.body + 4); i++) {
    while (run + 1 < runCount && field(run + 1, 0) <= i + 1) run++;
    const at = offsets.body + 8 + (wide ? 8 : 4) * i;
    const start = wide ? Number(copy.readBigUInt64BE(at)) : copy.readUInt32BE(at);
    const samples = runCount === 0 ? 0 : field(run, 4);
    extents.push([start, start + sizes(sample, samples)]);
    sample += samples;
  }
  return extents;
}

/** How long some samples are together, from one on. */
function sampleSizes(copy: Buffer, boxes: readonly Box[]): (first: number, count: number) => number {
  const plain = only(boxes, 'stsz');
  if (!plain) throw new NoCopy('its tables are of a kind that is not known');
  const { body, end } = plain;
  const same = copy.readUInt32BE(body + 4);
  const all = copy.readUInt32BE(body + 8);
  if (same > 0) return (first, count) => same * Math.max(0, Math.min(count, all - first));
  const known = Math.min(all, (end - body - 12) / 4);
  return (first, count) => {
    let sum = 0;
    for (let i = first; i < Math.min(first + count, known); i++) sum += copy.readUInt32BE(body + 12 + 4 * i);
    return sum;
  };
}
