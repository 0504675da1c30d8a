// Finds the codes in pictures and on a PDF's pages, in workers, so that the page stays responsive.

import { PictureError, WorkerCalls } from './worker-calls.mjs';

const MAX_PAGES = 10;
const MAX_CODES = 32;
const DOCUMENT_TIMEOUT_MS = 60_000;

// How a picture is searched until a code is found (qr-worker.mjs).
const ATTEMPTS = ['full', 'half', 'enlarged', 'denoised'];

// At 200 dpi the smallest module of our own QR codes is three pixels wide; an A4 page at 340 dpi is as large as a picture may be.
const DRAWINGS = [
  { dotsPerInch: 200, attempts: ['full', 'half'] },
  { dotsPerInch: 340, attempts: ['full', 'denoised'] },
];

export class Pictures {
  /** `engine` is the address of the engine folder. */
  constructor(engine) {
    this.engine = engine;
    this.reader = new WorkerCalls('qr-worker.mjs');
  }

  /** {codes, limited}: the bytes of each QR code in an image file that the browser can open; refuses with a PictureError. */
  async inPicture(file) {
    const bitmap = await createImageBitmap(file).catch(() => {
      throw new PictureError('picture_unreadable');
    });
    return this.#read({ bitmap }, [bitmap]);
  }

  /** The same for the pages of a TIFF file's bytes, which hardly any browser opens. */
  inTiff(tiff) {
    return this.#read({ tiff }, [tiff.buffer]);
  }

  /** The same for the first pages of a PDF's bytes: coarsely, and where no page has a code, once more finely. */
  async inPdf(pdf) {
    const renderer = new WorkerCalls('pdf-worker.mjs');
    const deadline = performance.now() + DOCUMENT_TIMEOUT_MS;
    try {
      const { pages } = await renderer.call({ engine: this.engine, pdf }, [pdf.buffer]);
      for (const { dotsPerInch, attempts } of DRAWINGS) {
        const found = [];
        for (let page = 1; page <= Math.min(pages, MAX_PAGES) && found.length < MAX_CODES; page += 1) {
          if (performance.now() > deadline) throw new PictureError('picture_too_slow');
          const { bitmap } = await renderer.call({ page, dotsPerInch });
          found.push(...(await this.#read({ bitmap, attempts }, [bitmap])).codes);
        }
        if (found.length) return { codes: found, limited: found.length >= MAX_CODES };
      }
      return { codes: [], limited: false };
    } finally {
      renderer.end();
    }
  }

  #read(picture, transfer) {
    const limits = { maxCodes: MAX_CODES, maxPages: MAX_PAGES };
    return this.reader.call({ engine: this.engine, attempts: ATTEMPTS, ...limits, ...picture }, transfer);
  }
}
