// The pages of a TIFF file as pixels. The directory is read here, within limits; the decoder gets what it needs of it.

import { importReleased } from './release.mjs';

const MAX_PIXELS = 67_108_864; // 64 megapixels: an A4 page at 600 dpi has half of that
const MAX_BITS_PER_PIXEL = 64;
const MAX_VALUES = 262_144; // of one field: colour maps have 196,608, and each scan line may be a strip of its own
const LITTLE_ENDIAN = 0x4949;
const ENTRY_BYTES = 12;
const JPEG = 7;

// Field types (TIFF 6.0, section 2) that describe pixels: how wide, and how to read one value.
const TYPES = { 1: [1, 'getUint8'], 3: [2, 'getUint16'], 4: [4, 'getUint32'], 7: [1, 'getUint8'] };

// Size, depth, compression, colours, strips, tiles and JPEG tables; anything else, such as directories inside directories, is left out.
const TAGS = new Set([
  256, 257, 258, 259, 262, 266, 273, 277, 278, 279, 284, 292, 317, 320, 322, 323, 324, 325, 338, 339, 347, 512, 513, 514, 515,
  519, 520, 521, 529, 530, 531, 532,
]);

/** The file is damaged, too large, or of a kind that the decoder does not know. */
export class UnreadableError extends Error {}

let decoder;

async function loadDecoder(engine) {
  self.window ??= self; // the decoder looks there for what it does without
  await importReleased(`${engine}tiff/pako_inflate.min.js`);
  await importReleased(`${engine}tiff/UTIF.js`);
  return self.UTIF;
}

/** One directory as the decoder wants it: {t256: [width], …}; RangeError for values outside the file. */
function readDirectory(view, offset, little) {
  const directory = {};
  const end = offset + 2 + ENTRY_BYTES * view.getUint16(offset, little);
  for (let entry = offset + 2; entry < end; entry += ENTRY_BYTES) {
    const tag = view.getUint16(entry, little);
    const [width, read] = TYPES[view.getUint16(entry + 2, little)] ?? [];
    const count = view.getUint32(entry + 4, little);
    if (!TAGS.has(tag) || !width || directory[`t${tag}`]) continue;
    if (count > MAX_VALUES) throw new RangeError('TIFF field');
    const start = count * width <= 4 ? entry + 8 : view.getUint32(entry + 8, little);
    directory[`t${tag}`] = Array.from({ length: count }, (_, index) => view[read](start + index * width, little));
  }
  return [directory, view.getUint32(end, little)];
}

function checkSize({ t256: [width], t257: [height], t258: [bits] = [1], t277: [samples] = [1], t322: [tile] = [1], t323: [tileHeight] = [1] }) {
  if (!(width * height <= MAX_PIXELS && tile * tileHeight <= MAX_PIXELS)) throw new RangeError('TIFF size');
  if (!(bits * samples <= MAX_BITS_PER_PIXEL)) throw new RangeError('TIFF depth');
}

function readPage(tiff, view, offset, little) {
  try {
    const [page, next] = readDirectory(view, offset, little);
    checkSize(page);
    if (page.t259?.[0] === JPEG) Object.assign(page, { t258: [8, 8, 8], t262: [2], t277: [3] }); // what the decoder makes of any JPEG
    decoder.decodeImage(tiff.buffer, page, [page]);
    const pixels = new Uint8ClampedArray(decoder.toRGBA8(page).buffer);
    return [new ImageData(pixels, page.width, page.height), next];
  } catch {
    throw new UnreadableError('TIFF');
  }
}

/** Yields the first `maxPages` pages as ImageData; refuses (UnreadableError) a page that is damaged or too large. */
export async function* tiffPages(engine, tiff, maxPages) {
  decoder ??= await loadDecoder(engine);
  const view = new DataView(tiff.buffer);
  const little = view.getUint16(0) === LITTLE_ENDIAN;
  let next = view.byteLength < 8 ? 0 : view.getUint32(4, little);
  for (let count = 0; next !== 0 && count < maxPages; count += 1) {
    let page;
    [page, next] = readPage(tiff, view, next, little);
    yield page;
  }
}
