// The life of the verifier's worker: start, trust list, one verification at a time, and a limit for each.

import { scriptUrl } from './script-urls.mjs';
import { TRUST_LIST } from './public-data.mjs';

const VERIFY_TIMEOUT_MS = 5000;
const BOOT_TIMEOUT_MS = 90_000; // 5 MB over a slow mobile link

/** The worker crashed or took too long; it has been replaced by a new one. */
export class InterruptedError extends Error {}

export class Engine {
  /**
   * `engine` is the address of the engine folder, `settings` a promise of {publicData, rootKeys};
   * `onState('loading'|'ready'|'failed')` and `onTrust(state)` tell the page what to show.
   */
  constructor({ engine, settings, onState, onTrust }) {
    Object.assign(this, { engine, settings, onState, onTrust });
    this.queue = Promise.resolve();
    this.lastId = 0;
    this.phases = {};
  }

  /** Starts the worker and gives it the trust list; resolves when it can judge, rejects when it never will. */
  start() {
    this.onState('loading');
    this.lists = this.#readTrust(true);
    this.worker = new Worker(scriptUrl('verify-worker.mjs'), { type: 'module', name: 'verifier' });
    this.worker.onmessage = ({ data }) => this.#receive(data);
    this.worker.onerror = () => this.#settle(new InterruptedError('worker'));
    this.ready = this.#boot();
    this.ready.then(
      () => this.onState('ready'),
      () => this.onState('failed'),
    );
    return this.ready;
  }

  /** Ends the worker, once it is idle, and starts another. */
  replaceWorker() {
    return this.#inTurn(() => this.#restart());
  }

  /** Judges a payload; resolves with the report, rejects with InterruptedError, or when the verifier cannot start. */
  verify(payload) {
    return this.#inTurn(async () => {
      await this.ready.catch(() => {
        throw new Error('The verifier could not start.');
      });
      try {
        return await this.#call({ t: 'verify', payload }, VERIFY_TIMEOUT_MS);
      } catch (error) {
        this.#restart().catch(() => {});
        throw error;
      }
    });
  }

  /** Reads the trust list again and returns its state. */
  refreshTrust() {
    return this.#inTurn(async () => {
      await this.ready;
      this.lists = this.#readTrust(false);
      await this.#openTrust();
    });
  }

  #restart() {
    this.worker.terminate();
    return this.start();
  }

  async #boot() {
    await this.#call({ t: 'boot', engine: this.engine }, BOOT_TIMEOUT_MS);
    await this.#openTrust();
  }

  /** The trust list as [kept from an earlier visit, newest], read while Python starts. */
  async #readTrust(withKept) {
    const { publicData } = await this.settings;
    return Promise.all([withKept ? publicData.kept(TRUST_LIST) : null, publicData.latest(TRUST_LIST)]);
  }

  /** First what was kept, then what is newest: an older list never replaces a newer one. */
  async #openTrust() {
    const { publicData, rootKeys } = await this.settings;
    const [kept, latest] = await this.lists;
    for (const envelope of [kept, latest].filter(Boolean)) {
      this.trust = await this.#call({ t: 'trust', envelope, rootKeys }, VERIFY_TIMEOUT_MS);
      if (envelope === latest && this.trust.code === 'ok') await publicData.keep(TRUST_LIST, latest);
    }
    this.onTrust(this.trust ?? { code: 'no_trust_list', issued_at: null, status_lists: [] });
  }

  #inTurn(task) {
    const result = this.queue.then(task);
    this.queue = result.catch(() => {});
    return result;
  }

  #call(message, timeoutMs) {
    const id = ++this.lastId;
    return new Promise((resolve, reject) => {
      this.pending = { id, resolve, reject, timeoutMs };
      this.#watch();
      this.worker.postMessage({ ...message, id });
    });
  }

  /** The clock runs only while the worker works, not while the page reads a list for it. */
  #watch() {
    const { timeoutMs } = this.pending;
    this.timer = setTimeout(() => this.#settle(new InterruptedError('time-out')), timeoutMs);
  }

  #settle(error, result) {
    clearTimeout(this.timer);
    if (error) console.warn(`The verifier was interrupted: ${error.message}`);
    const pending = this.pending;
    this.pending = undefined;
    if (error) pending?.reject(error);
    else pending?.resolve(result);
  }

  #receive(data) {
    if (data.t === 'phase') this.phases[data.name] = data.ms;
    if (data.t === 'ready') this.#settle(null);
    if (data.t === 'failed') this.#settle(new InterruptedError(data.detail));
    if (data.t === 'done' && data.id === this.pending?.id) this.#settle(null, data.result);
    if (data.t === 'ask') this.#answer(data);
  }

  async #answer({ id, path }) {
    clearTimeout(this.timer);
    const worker = this.worker;
    const { publicData } = await this.settings;
    const bytes = await publicData.statusList(path).catch(() => null);
    if (worker !== this.worker || this.pending?.id !== id) return;
    this.#watch();
    worker.postMessage({ t: 'answer', id, bytes });
  }
}
