// Asks a worker questions, each with an id and a time limit. A worker that fails is ended; the next question starts another.

import { fetchReleased } from './release.mjs';
import { scriptUrl } from './script-urls.mjs';

const TIMEOUT_MS = 15_000;

/** A picture or document could not be examined, which says nothing about what it shows; `code` says why. */
export class PictureError extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

export class WorkerCalls {
  /** `script` is one of the page's own files. */
  constructor(script) {
    this.script = script;
    this.lastId = 0;
  }

  /** The worker's answer to `message`; refuses with a PictureError. */
  async call(message, transfer = []) {
    const worker = await this.#started();
    const id = ++this.lastId;
    const answer = new Promise((resolve, reject) => {
      const fail = (code) => reject(new PictureError(code));
      this.timer = setTimeout(fail, TIMEOUT_MS, 'picture_too_slow');
      worker.onerror = () => fail('qr_reader_failed');
      worker.onmessage = ({ data }) => {
        if (data.id !== id) return;
        if (data.failed) fail(data.failed);
        else resolve(data);
      };
      worker.postMessage({ id, ...message }, transfer);
    });
    return answer
      .catch((error) => {
        this.end();
        throw error;
      })
      .finally(() => clearTimeout(this.timer));
  }

  /** Ends the worker, and with it all that it was told. */
  end() {
    this.worker?.terminate();
    this.worker = undefined;
  }

  async #started() {
    if (!this.worker) {
      await fetchReleased(this.script).catch(() => {
        throw new PictureError('qr_reader_failed');
      });
      this.worker = new Worker(scriptUrl(this.script), { type: 'module', name: this.script });
    }
    return this.worker;
  }
}
