// Finds the codes in a picture, in a worker of its own, so that the page stays responsive.

import { scriptUrl } from './script-urls.mjs';

const TIMEOUT_MS = 15_000;

/** The picture could not be examined, which says nothing about what it shows. */
export class PictureError extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

export class Pictures {
  /** `engine` is the address of the engine folder. */
  constructor(engine) {
    this.engine = engine;
    this.lastId = 0;
  }

  /** {codes, limited}: the bytes of each QR code in an image file; refuses with a PictureError. */
  async codes(file) {
    const bitmap = await createImageBitmap(file).catch(() => {
      throw new PictureError('picture_unreadable');
    });
    return this.#read(bitmap);
  }

  #read(bitmap) {
    this.worker ??= new Worker(scriptUrl('qr-worker.mjs'), { type: 'module', name: 'qr' });
    const [worker, id] = [this.worker, ++this.lastId];
    return new Promise((resolve, reject) => {
      const fail = () => {
        clearTimeout(timer);
        this.#discard(worker);
        reject(new PictureError('qr_reader_failed'));
      };
      const timer = setTimeout(fail, TIMEOUT_MS);
      worker.addEventListener('error', fail, { once: true });
      worker.addEventListener('message', ({ data }) => {
        if (data.id !== id) return;
        clearTimeout(timer);
        worker.removeEventListener('error', fail);
        if (data.failed) fail();
        else resolve(data);
      });
      worker.postMessage({ id, engine: this.engine, bitmap }, [bitmap]);
    });
  }

  #discard(worker) {
    worker.terminate();
    if (this.worker === worker) this.worker = undefined;
  }
}
