// Reads what issuers publish, from this site's own origin: the trust list and the status lists, nothing else.
// The network comes first; what it gave is kept once the verifier accepted it, so that the page works without it.

const CACHE = 'public-data';
const TIMEOUT_MS = 4000;
const SLOW_MS = 1000; // a checker waits no longer for a list that was kept
const MAX_BYTES = 8 * 1024 * 1024;
const READABLE = /^(trust\/trust-list\.json|i\/[a-z0-9][a-z0-9-]*\/status\/[a-z0-9][a-z0-9-]*\.(json|cwt))$/;

export const TRUST_LIST = 'trust/trust-list.json';

/** Ends when the network counts as slow. */
export const patience = () => new Promise((resolve) => setTimeout(resolve, SLOW_MS, null));

export class PublicData {
  /** `root` is the address below which everything is published; `onReach(true|false)` tells if the network answered. */
  constructor(root, onReach) {
    this.root = root;
    this.onReach = onReach;
  }

  #address(path) {
    if (!READABLE.test(path)) throw new TypeError('That is not public data.');
    return new URL(path, this.root).href;
  }

  /** The newest bytes from the network, or null. */
  async latest(path) {
    const address = this.#address(path);
    try {
      const response = await fetch(address, {
        cache: 'no-cache',
        credentials: 'omit',
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      this.onReach(true);
      const blob = response.ok ? await response.blob() : null;
      return blob && blob.size <= MAX_BYTES ? new Uint8Array(await blob.arrayBuffer()) : null;
    } catch {
      this.onReach(false);
      return null;
    }
  }

  /** The bytes kept from an earlier visit, or null. */
  async kept(path) {
    const address = this.#address(path);
    try {
      const response = await (await caches.open(CACHE)).match(address);
      return response ? new Uint8Array(await response.arrayBuffer()) : null;
    } catch {
      return null; // a private window may refuse storage; the page then needs the network
    }
  }

  /** Keeps public bytes for a visit without network. */
  async keep(path, bytes) {
    const address = this.#address(path);
    try {
      await (await caches.open(CACHE)).put(address, new Response(bytes));
    } catch {
      // as above: nothing is lost but the offline use
    }
  }

  /**
   * The copies of a status list that can be had; the verifier says which is authentic and newest, and keeps that one.
   * `latest` is what the network is going to give; where a copy was kept, it is waited for until `patience` ends.
   */
  async copies(path, latest, patience) {
    const kept = await this.kept(path);
    return [await (kept ? Promise.race([latest, patience]) : latest), kept].filter(Boolean);
  }
}
