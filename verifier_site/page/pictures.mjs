// Finds the codes in a picture, in a worker of its own, so that the page stays responsive.

import { scriptUrl } from './script-urls.mjs';

const TIMEOUT_MS = 15_000;

export class Pictures {
  /** `engine` is the address of the engine folder. */
  constructor(engine) {
    this.engine = engine;
    this.lastId = 0;
  }

  /** The bytes of each QR code in an image file; null when the browser cannot open the file as a picture. */
  async codes(file) {
    const bitmap = await createImageBitmap(file).catch(() => null);
    return bitmap && this.#read(bitmap);
  }

  #read(bitmap) {
    this.worker ??= new Worker(scriptUrl('qr-worker.mjs'), { type: 'module', name: 'qr' });
    const [worker, id] = [this.worker, ++this.lastId];
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#replace(resolve), TIMEOUT_MS);
      worker.addEventListener('message', ({ data }) => {
        if (data.id !== id) return;
        clearTimeout(timer);
        resolve(data.codes ?? []);
      });
      worker.postMessage({ id, engine: this.engine, bitmap }, [bitmap]);
    });
  }

  #replace(resolve) {
    this.worker.terminate();
    this.worker = undefined;
    resolve([]);
  }
}
