// Reads QR codes from still pictures.
// In:  {id, engine, attempts, maxCodes, maxPages} with {bitmap} or {tiff}, which is transferred
// Out: {id, codes: [Uint8Array], limited} · {id, failed}

import { fetchReleased, importReleased, leaveNetwork } from './release.mjs';
import { tiffPages, UnreadableError } from './tiff.mjs';

leaveNetwork(fetchReleased); // the reader's WebAssembly is compared with the release

const MAX_SIDE_PIXELS = 4000; // a 12-megapixel photo keeps its full size
const ENLARGEMENT = 2; // reads modules of little more than a pixel
const QUIET_ZONE_SHARE = 5; // a code has 21 to 177 modules and needs four around it (ISO/IEC 18004, §9.1)

// A still is read once, so thoroughness costs nobody a frame.
const THOROUGH = { formats: ['QRCode'], tryHarder: true, tryRotate: true, tryInvert: true, tryDownscale: true };
const DESPERATE = { ...THOROUGH, formats: ['QRCode', 'Aztec'], tryDenoise: true }; // drafts of HCERT allowed Aztec

let reader;

function loadReader(engine) {
  reader ??= importReleased(`${engine}zxing/reader/index.js`).then((zxing) => {
    // Left to itself the library would fetch its WebAssembly from a CDN.
    zxing.prepareZXingModule({ overrides: { locateFile: () => `${engine}zxing/zxing_reader.wasm` } });
    return zxing.readBarcodes;
  });
  return reader;
}

/** The bitmap's pixels `scale` times as large, on white where it is transparent, within a white margin. */
function pixels(bitmap, scale, margin = 0) {
  const [width, height] = [bitmap.width, bitmap.height].map((length) => Math.max(1, Math.round(length * scale)));
  const canvas = new OffscreenCanvas(width + 2 * margin, height + 2 * margin);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.fillStyle = 'white';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, margin, margin, width, height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

const fullScale = ({ width, height }) => Math.min(1, MAX_SIDE_PIXELS / Math.max(width, height));

function enlarged(bitmap) {
  const side = Math.max(bitmap.width, bitmap.height);
  const scale = Math.min(ENLARGEMENT, MAX_SIDE_PIXELS / side);
  return pixels(bitmap, scale, Math.ceil((side * scale) / QUIET_ZONE_SHARE));
}

const ATTEMPTS = {
  full: (bitmap) => [pixels(bitmap, fullScale(bitmap)), THOROUGH],
  half: (bitmap) => [pixels(bitmap, fullScale(bitmap) / 2), THOROUGH],
  enlarged: (bitmap) => [enlarged(bitmap), THOROUGH], // with the quiet zone that a cut-out code lacks
  denoised: (bitmap) => [pixels(bitmap, fullScale(bitmap)), DESPERATE],
};

async function readCodes({ engine, attempts, maxCodes }, bitmap) {
  const readBarcodes = await loadReader(engine);
  for (const attempt of attempts) {
    const [picture, options] = ATTEMPTS[attempt](bitmap);
    const found = await readBarcodes(picture, { ...options, maxNumberOfSymbols: maxCodes });
    if (found.length) return found.map(({ bytes }) => bytes);
  }
  return [];
}

async function* bitmaps({ engine, maxPages, bitmap, tiff }) {
  if (bitmap) yield bitmap;
  else for await (const page of tiffPages(engine, tiff, maxPages)) yield createImageBitmap(page);
}

async function readAll(request) {
  const codes = [];
  for await (const bitmap of bitmaps(request)) {
    codes.push(...(await readCodes(request, bitmap)));
    bitmap.close();
  }
  return { codes, limited: codes.length >= request.maxCodes };
}

self.onmessage = async ({ data }) => {
  try {
    self.postMessage({ id: data.id, ...(await readAll(data)) });
  } catch (error) {
    const failed = error instanceof UnreadableError ? 'picture_unreadable' : 'qr_reader_failed';
    self.postMessage({ id: data.id, failed });
  }
};
