// Draws the pages of a PDF, in a worker that lives for one document.
// In:  {id, engine, pdf} once, then {id, page, dotsPerInch}       Out: {id, pages} · {id, bitmap} · {id, failed}

import { fetchReleased, importReleased, leaveNetwork } from './release.mjs';

leaveNetwork();

const MAX_SIDE_PIXELS = 4000;
const MAX_IMAGE_PIXELS = 67_108_864; // an A4 page scanned at 600 dpi has half of that
const POINTS_PER_INCH = 72;

let folder;
let pages; // the document, once it is open

/** Canvases without a document around them. */
class CanvasFactory {
  create(width, height) {
    const canvas = new OffscreenCanvas(width, height);
    return { canvas, context: canvas.getContext('2d') };
  }

  reset({ canvas }, width, height) {
    Object.assign(canvas, { width, height });
  }

  destroy({ canvas }) {
    Object.assign(canvas, { width: 0, height: 0 });
  }
}

/** Colour filters need a document; codes are read without them. */
class FilterFactory {
  addFilter = () => 'none';
  addHCMFilter = () => 'none';
  addAlphaFilter = () => 'none';
  addLuminosityFilter = () => 'none';
  addHighlightHCMFilter = () => 'none';
  destroy() {}
}

/** The decoders of scanned pages come from this release; fonts and character maps are not needed to see a code. */
class BinaryDataFactory {
  async fetch({ kind, filename }) {
    if (kind !== 'wasmUrl') throw new Error(`no ${kind}`);
    return new Uint8Array(await (await fetchReleased(folder + filename)).arrayBuffer());
  }
}

async function open({ engine, pdf }) {
  folder = `${engine}pdf/`;
  await importReleased(`${folder}pdf.worker.min.mjs`); // PDF.js then parses in this very thread
  const { getDocument, VerbosityLevel } = await importReleased(`${folder}pdf.min.mjs`);
  pages = await getDocument({
    data: pdf,
    CanvasFactory,
    FilterFactory,
    BinaryDataFactory,
    wasmUrl: folder,
    useWorkerFetch: false,
    isEvalSupported: false,
    enableXfa: false,
    disableFontFace: true,
    maxImageSize: MAX_IMAGE_PIXELS,
    verbosity: VerbosityLevel.ERRORS,
  }).promise;
  return { pages: pages.numPages };
}

async function draw({ page: number, dotsPerInch }) {
  const page = await pages.getPage(number);
  const { width, height } = page.getViewport({ scale: 1 });
  const scale = Math.min(dotsPerInch / POINTS_PER_INCH, MAX_SIDE_PIXELS / Math.max(width, height, 1));
  const viewport = page.getViewport({ scale });
  const canvas = new OffscreenCanvas(Math.max(1, Math.ceil(viewport.width)), Math.max(1, Math.ceil(viewport.height)));
  await page.render({ canvas: null, canvasContext: canvas.getContext('2d'), viewport, background: 'white' }).promise;
  page.cleanup();
  return { bitmap: canvas.transferToImageBitmap() };
}

self.onmessage = async ({ data }) => {
  try {
    const answer = await (data.pdf ? open(data) : draw(data));
    self.postMessage({ id: data.id, ...answer }, answer.bitmap ? [answer.bitmap] : []);
  } catch (error) {
    self.postMessage({ id: data.id, failed: error.name === 'PasswordException' ? 'pdf_password' : 'pdf_unreadable' });
  }
};
