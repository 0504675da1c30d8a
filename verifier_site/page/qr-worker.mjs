// Reads QR codes from a still picture.
// In:  {id, engine, bitmap} (the bitmap is transferred)      Out: {id, codes: [Uint8Array], limited} · {id, failed}

import { fetchReleased } from './release.mjs';

self.fetch = fetchReleased; // the reader's WebAssembly is compared with the release

const MAX_SIDE_PIXELS = 4000; // a 12-megapixel photo keeps its full size
const MAX_CODES = 32;

// A still is read once, so thoroughness costs nobody a frame.
const OPTIONS = {
  formats: ['QRCode'],
  tryHarder: true,
  tryRotate: true,
  tryInvert: true,
  tryDownscale: true,
  maxNumberOfSymbols: MAX_CODES,
};

let reader;

function loadReader(engine) {
  reader ??= import(`${engine}zxing/reader/index.js`).then((zxing) => {
    // Left to itself the library would fetch its WebAssembly from a CDN.
    zxing.prepareZXingModule({ overrides: { locateFile: () => `${engine}zxing/zxing_reader.wasm` } });
    return zxing.readBarcodes;
  });
  return reader;
}

/** The bitmap's pixels with its longer side `side` pixels at most, on white where it is transparent. */
function pixels(bitmap, side) {
  const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
  const [width, height] = [bitmap.width, bitmap.height].map((length) => Math.max(1, Math.round(length * scale)));
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.fillStyle = 'white';
  context.fillRect(0, 0, width, height);
  context.drawImage(bitmap, 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
}

async function readCodes(engine, bitmap) {
  const readBarcodes = await loadReader(engine);
  const fullSide = Math.min(MAX_SIDE_PIXELS, Math.max(bitmap.width, bitmap.height));
  for (const side of [fullSide, fullSide / 2]) {
    const found = await readBarcodes(pixels(bitmap, side), OPTIONS);
    if (found.length) return { codes: found.map(({ bytes }) => bytes), limited: found.length >= MAX_CODES };
  }
  return { codes: [], limited: false };
}

self.onmessage = async ({ data: { id, engine, bitmap } }) => {
  try {
    self.postMessage({ id, ...(await readCodes(engine, bitmap)) });
  } catch (error) {
    self.postMessage({ id, failed: error.name });
  } finally {
    bitmap.close();
  }
};
