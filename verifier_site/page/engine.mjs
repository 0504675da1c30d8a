// The life of the verifier's worker: start, trust list, one verification at a time, and a limit for each.

import { fetchReleased, ReleaseMismatchError } from './release.mjs';
import { scriptUrl } from './script-urls.mjs';
import { patience, TRUST_LIST } from './public-data.mjs';

const VERIFY_TIMEOUT_MS = 5000;
const BOOT_TIMEOUT_MS = 90_000; // 5 MB over a slow mobile link

const WORKER_FILES = ['verify-worker.mjs', 'boot.mjs', 'signatures.mjs', 'qr-worker.mjs']; // no page loads them with a hash
const LOADER_FILES = ['pyodide.mjs', 'pyodide.asm.mjs'];

/** The worker crashed or took too long; it has been replaced by a new one. */
export class InterruptedError extends Error {}

export class Engine {
  /**
   * `engine` is the address of the engine folder, `settings` a promise of {publicData, rootKeys};
   * `onState('loading'|'ready'|'failed'|'mismatch')` and `onTrust(state)` tell the page what to show.
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
      (error) => this.onState(error instanceof ReleaseMismatchError ? 'mismatch' : 'failed'),
    );
    return this.ready;
  }

  /** Ends the worker, once it is idle, and starts another. */
  replaceWorker() {
    return this.#inTurn(() => this.#restart());
  }

  /** The payloads, as bytes, in a file, a text, or the codes of a picture; rejects as `verify` does. */
  assemble(parts) {
    return this.#judging(async () => (await this.#call({ t: 'assemble', parts }, VERIFY_TIMEOUT_MS)).result);
  }

  /** Judges a payload; resolves with the report's text, rejects with InterruptedError, or when the verifier cannot start. */
  verify(payload) {
    return this.#judging(() => this.#callWithLists({ t: 'verify', payload }));
  }

  /** Reads the trust list again and returns its state. */
  refreshTrust() {
    return this.#inTurn(async () => {
      await this.ready;
      this.lists = this.#readTrust(false);
      await this.#openTrust();
    }).then(() => this.keepForOffline());
  }

  /** Keeps every announced status list and then, if all are there, the trust list that announces them. */
  async keepForOffline() {
    const { publicData } = await this.settings;
    const { trust, unkeptTrust } = this;
    const groups = trust?.status_lists ?? [];
    const reading = new Map(groups.flat().map((path) => [path, publicData.latest(path)]));
    await Promise.all(reading.values());
    for (const [path] of groups) {
      const state = await this.#inTurn(() => this.trust === trust && this.#callWithLists({ t: 'lists', path }, reading));
      if (state?.code !== 'ok') return; // the older trust list goes with the lists that are kept
    }
    if (unkeptTrust && this.trust === trust) await publicData.keep(TRUST_LIST, unkeptTrust);
  }

  /** Ends all judging: files were found that are not the release's. */
  halt() {
    this.halted = true;
    this.worker.terminate();
    this.#settle(new ReleaseMismatchError('service worker'));
    this.onState('mismatch');
  }

  /** Does one thing with the worker once it is idle; a worker that fails at it is replaced. */
  #judging(task) {
    return this.#inTurn(async () => {
      await this.#started();
      try {
        return await task();
      } catch (error) {
        this.#restart().catch(() => {});
        throw error;
      }
    });
  }

  async #started() {
    if (this.halted) throw new ReleaseMismatchError('service worker');
    await this.ready.catch((error) => {
      throw error instanceof ReleaseMismatchError ? error : new Error('The verifier could not start.');
    });
  }

  #restart() {
    this.worker.terminate();
    return this.halted ? Promise.resolve() : this.start();
  }

  async #boot() {
    const files = [...WORKER_FILES, ...LOADER_FILES.map((name) => this.engine + name)];
    await Promise.all([this.#call({ t: 'boot', engine: this.engine }, BOOT_TIMEOUT_MS), ...files.map(fetchReleased)]);
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
      ({ result: this.trust } = await this.#call({ t: 'trust', envelope, rootKeys }, VERIFY_TIMEOUT_MS));
      if (envelope === latest && this.trust.code === 'ok') this.unkeptTrust = latest;
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

  /** A call that may ask for status lists; those that the verifier accepted are kept. */
  async #callWithLists(message, reading = new Map()) {
    const { publicData } = await this.settings;
    this.reading = reading;
    this.patience = undefined;
    const { result, lists } = await this.#call(message, VERIFY_TIMEOUT_MS);
    for (const [path, bytes] of Object.entries(lists ?? {})) await publicData.keep(path, bytes);
    return result;
  }

  /** What the network gives for a list; those of its group are asked for at the same time. */
  #latest(publicData, path) {
    const group = this.trust?.status_lists.find((paths) => paths.includes(path)) ?? [path];
    for (const one of group) if (!this.reading.has(one)) this.reading.set(one, publicData.latest(one));
    return this.reading.get(path);
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
    if (data.t === 'failed') this.#settle(data.mismatch ? new ReleaseMismatchError(data.detail) : new InterruptedError(data.detail));
    if (data.t === 'done' && data.id === this.pending?.id) this.#settle(null, data);
    if (data.t === 'ask') this.#answer(data);
  }

  async #answer({ id, path, patient }) {
    clearTimeout(this.timer);
    const worker = this.worker;
    const { publicData } = await this.settings;
    const latest = this.#latest(publicData, path);
    this.patience ??= patience(); // one for both lists
    const copies = await publicData.copies(path, latest, patient ? latest : this.patience).catch(() => []);
    if (worker !== this.worker || this.pending?.id !== id) return;
    this.#watch();
    worker.postMessage({ t: 'answer', id, copies });
  }
}
