import { PDFDocument, PDFName, PDFString } from '@cantoo/pdf-lib';
import { unzipSync } from 'fflate';
import { attachmentType } from '../../api/attachments/attachment-types';
import { copyToShow } from '../../api/attachments/copies/copy';
import { NoCopy } from '../../api/attachments/copies/no-copy';
import { fileWithTraces, office, picture, recording, SAMPLES, TRACE } from '../given/sample-files';

async function copyOf(bytes: Buffer): Promise<Buffer> {
  const type = await attachmentType(bytes);
  if (!type) throw new Error('It is of no type that is taken.');
  const copy = await copyToShow(type, bytes);
  expect(await attachmentType(copy)).toBe(type);
  return copy;
}

/** How often a byte sequence stands in a file. */
const times = (bytes: Buffer, said: Buffer | string): number => {
  let found = 0;
  for (let at = bytes.indexOf(said); at >= 0; at = bytes.indexOf(said, at + 1)) found++;
  return found;
};

/** By real cameras’ programs (ExifTool, FFmpeg): the words, and the place as numbers where the format has it so. */
const FILES = [
  'photo.jpg',
  'still.png',
  'moving.gif',
  'still.webp',
  'moving.webp',
  'photo.heic',
  'voice.mp3',
  'voice.m4a',
  'voice.aac',
  'voice.wav',
  'voice.ogg',
  'voice.opus',
  'voice.spx',
  'film.mp4',
  'pieces.mp4',
  'film.mov',
  'film.3gp',
  'film.webm',
  'live.webm',
];

describe.each(FILES)('given %s, which says where and by whom it was taken', (name) => {
  const bytes = fileWithTraces(name);

  test('its copy says neither', async () => {
    expect(times(bytes, TRACE)).toBeGreaterThan(0);
    const copy = await copyOf(bytes);
    for (const said of [TRACE, '36.65', '+36', 'GPS', 'xmp', 'XMP', 'Lavf', 'LIST', 'udta'])
      expect([said, times(copy, said)]).toEqual([said, 0]);
  });

  test('the copy of its copy is the same', async () => {
    const copy = await copyOf(bytes);
    expect((await copyOf(copy)).equals(copy)).toBe(true);
  });

  test('cut off anywhere, it is refused, or its copy says neither', async () => {
    const type = (await attachmentType(bytes))!;
    for (let length = 0; length < bytes.length; length += 61) {
      const copy = await copyToShow(type, bytes.subarray(0, length)).catch((error: unknown) => {
        if (error instanceof NoCopy) return undefined;
        throw error;
      });
      if (copy) expect([length, times(copy, TRACE)]).toEqual([length, 0]);
    }
  });
});

test.each([
  'film.mp4',
  'film.mov',
  'film.3gp',
  'voice.m4a',
  'photo.heic',
  'film.webm',
  'voice.ogg',
  'voice.opus',
])('in %s what is shown stands where it stood', async (name) => {
  const bytes = fileWithTraces(name);
  const copy = await copyOf(bytes);
  expect(copy).toHaveLength(bytes.length);
  const changed = bytes.reduce((sum, byte, i) => sum + Number(byte !== copy[i]), 0);
  expect(changed).toBeLessThan(bytes.length * 0.8);
});

test('what says nothing is given byte for byte: pictures, voices and their order', async () => {
  const { jpeg, png, gif, webp, mp3 } = SAMPLES;
  for (const bytes of [
    jpeg,
    png,
    gif,
    webp,
    mp3,
    picture(10_000, 'x'),
    recording(100),
    fileWithTraces('voice.amr'),
  ])
    expect((await copyOf(bytes)).equals(bytes)).toBe(true);
});

test('how the camera was held stays: a picture does not lie on its side', async () => {
  const copy = await copyOf(fileWithTraces('photo.jpg'));
  const exif = copy.indexOf('Exif\0\0');
  expect(copy.subarray(exif - 4, exif).toString('hex')).toBe('ffe10022');
  // One entry: orientation, a short, 6.
  expect(copy.subarray(exif + 14, exif + 28).toString('hex')).toBe('0001011200030000000100060000');
});

test('what a phone put behind the end of a picture is gone', async () => {
  const copy = await copyOf(Buffer.concat([picture(2_000), Buffer.from(`MotionPhoto_Data ${TRACE}`)]));
  expect(copy.equals(picture(2_000))).toBe(true);
});

test('what stands between and behind the frames of a voice is gone', async () => {
  const tag = Buffer.from(`TAG${TRACE}`.padEnd(128, ' '));
  const { mp3 } = SAMPLES;
  expect(
    (await copyOf(Buffer.concat([mp3, mp3, tag, mp3, mp3, tag]))).equals(Buffer.concat([mp3, mp3, mp3, mp3])),
  ).toBe(true);
  expect((await copyOf(Buffer.concat([recording(9), tag]))).equals(recording(9))).toBe(true);
});

test('in a film, what no track of picture and sound refers to is gone, where it stood among them too', async () => {
  const bytes = fileWithTraces('film.mp4');
  // Subtitles lie between pictures and sounds.
  expect(times(bytes.subarray(bytes.indexOf('mdat')), TRACE)).toBeGreaterThan(0);
  const copy = await copyOf(bytes);
  expect(times(copy, 'sbtl')).toBe(0);
  expect(times(copy, 'trak')).toBe(2);
});

describe('refused', () => {
  test.each<[string, string, Buffer]>([
    ['a film without a table of what is in it', 'damaged', SAMPLES.mp4],
    [
      'an Ogg with a stream of another kind',
      'Opus, Vorbis or Speex',
      Buffer.concat([ogg('OpusHead'), ogg('fishead\0')]),
    ],
    ['a picture that is cut off within its head', 'damaged', fileWithTraces('photo.jpg').subarray(0, 700)],
    [
      'a document with macros, whatever it calls itself',
      'macros',
      office(undefined, { 'word/vbaProject.bin': 'x' }),
    ],
    ['a document that holds a program', 'not taken', office(undefined, { 'word/embeddings/a.bin': 'MZ' })],
    ['a document that is cut off', 'damaged', office(undefined, { 'a.xml': 'x' }).subarray(0, -30)],
    ['a PDF that is none', 'damaged', SAMPLES.pdf],
  ])('%s', async (_what, why, bytes) => {
    const type = (await attachmentType(bytes)) ?? OFFICE;
    await expect(copyToShow(type, bytes)).rejects.toThrow(NoCopy);
    await expect(copyToShow(type, bytes)).rejects.toThrow(why);
  });

  test('a film in which something else is written along, in pieces', async () => {
    const bytes = Buffer.from(fileWithTraces('pieces.mp4'));
    bytes.write('meta', bytes.indexOf('soun'), 'latin1');
    await expect(copyOf(bytes)).rejects.toThrow('other tracks');
  });

  test('a WebM with subtitles', async () => {
    const bytes = Buffer.from(fileWithTraces('film.webm'));
    const type = bytes.indexOf(Buffer.from([0x83, 0x81, 2]));
    bytes[type + 2] = 17;
    await expect(copyOf(bytes)).rejects.toThrow('other tracks');
  });

  test('a document that becomes a hundred times as large', async () => {
    const parts = Object.fromEntries(
      Array.from({ length: 2 }, (_, i) => [`${i}.xml`, new Uint8Array(80_000_000)]),
    );
    await expect(copyOf(office(undefined, parts))).rejects.toThrow('too large');
  });
});

const OFFICE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** An Ogg with one page. */
function ogg(first: string): Buffer {
  const page = Buffer.alloc(28 + first.length);
  page.write('OggS', 'latin1');
  page[5] = 2;
  page[26] = 1;
  page[27] = first.length;
  page.write(first, 28, 'latin1');
  return page;
}

describe('a document of Office', () => {
  const photo = fileWithTraces('photo.jpg');
  const within = office(undefined, { 'docProps/core.xml': `<creator>${TRACE}</creator>` });
  const document = office(undefined, {
    'docProps/core.xml': `<creator>${TRACE}</creator>`,
    'docProps/app.xml': `<Company>${TRACE}</Company>`,
    'docProps/custom.xml': `<p>${TRACE}</p>`,
    'docProps/thumbnail.jpeg': photo,
    'word/media/image1.jpg': photo,
    'word/embeddings/within.docx': within,
    'word/document.xml': '<text>四十只鹅</text>',
  });

  test('says what is written in it, and nothing of itself or of its pictures', async () => {
    const parts = unzipSync(await copyOf(document));
    expect(Object.keys(parts).toSorted()).toEqual(Object.keys(unzipSync(document)).toSorted());
    expect(Buffer.from(parts['word/document.xml']!).toString()).toBe('<text>四十只鹅</text>');
    expect(Buffer.from(parts['word/media/image1.jpg']!).equals(await copyOf(photo))).toBe(true);
    const inner = unzipSync(parts['word/embeddings/within.docx']!);
    for (const part of [...Object.values(parts), ...Object.values(inner)])
      expect(Buffer.from(part).includes(TRACE)).toBe(false);
  });

  test('tells not when its parts were written', async () => {
    const copy = await copyOf(document);
    const date = copy.readUInt16LE(12);
    expect([date >> 9, (date >> 5) & 15, date & 31]).toEqual([0, 1, 1]);
  });
});

describe('a PDF', () => {
  async function written(): Promise<PDFDocument> {
    const document = await PDFDocument.create();
    document.setAuthor(TRACE);
    document.setTitle(TRACE);
    const { context } = document;
    document.catalog.set(
      PDFName.of('Metadata'),
      context.register(context.stream(`<x:xmpmeta>${TRACE}</x:xmpmeta>`)),
    );
    await document.attach(Buffer.from(TRACE), 'a.txt');
    document.addPage([200, 200]).drawText('shown');
    document.addPage([200, 200]).drawImage(await document.embedJpg(fileWithTraces('photo.jpg')));
    return document;
  }
  const plain = { useObjectStreams: false };

  test('shows its pages, and says nothing of itself, of its pictures, nor of its versions of before', async () => {
    const document = await written();
    const bytes = Buffer.from(await document.save(plain));
    expect(times(bytes, TRACE)).toBeGreaterThan(3);
    const copy = await copyOf(bytes);
    const read = await PDFDocument.load(copy, { updateMetadata: false });
    expect(read.getPageCount()).toBe(2);
    expect([read.getAuthor(), read.getTitle(), read.getProducer()]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    const clear = Buffer.from(await read.save(plain));
    expect(times(clear, TRACE)).toBe(0);
    // The picture is there, as its own copy is.
    expect(times(clear, await copyOf(fileWithTraces('photo.jpg')))).toBe(1);
  });

  test('an object that nothing refers to any more is gone', async () => {
    const document = await written();
    document.context.register(document.context.obj({ Old: PDFString.of(TRACE) }));
    const read = await PDFDocument.load(await copyOf(Buffer.from(await document.save(plain))), {
      updateMetadata: false,
    });
    expect(times(Buffer.from(await read.save(plain)), TRACE)).toBe(0);
  });

  test('that is encrypted is refused', async () => {
    const document = await written();
    document.encrypt({ userPassword: 'a', ownerPassword: 'b' });
    await expect(copyOf(Buffer.from(await document.save(plain)))).rejects.toThrow('encrypted');
  });
});
