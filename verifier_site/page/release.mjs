// What the build knew of this release, and reading its files: one that differs is refused, never used.
// The build puts a line before this one: `const RELEASE = {policy, files: {path: integrity}}`.

/** A file is not the one that was published. */
export class ReleaseMismatchError extends Error {
  name = 'ReleaseMismatchError';
}

/** The policy that every worker must be confined by. */
export const policy = RELEASE.policy;

/** The response for a file of the release, by its address or its path below this module; its hash has been compared. */
export async function fetchReleased(address) {
  const url = new URL(address, import.meta.url).href;
  const integrity = RELEASE.files[url.slice(new URL('.', import.meta.url).href.length)];
  if (!integrity) throw new ReleaseMismatchError('not a file of this release');
  const response = await networkFetch(url);
  if (!response.ok) throw new Error(`${response.status} for ${url}`);
  const bytes = await response.arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  if (integrity !== `sha256-${btoa(String.fromCharCode(...digest))}`) throw new ReleaseMismatchError(url);
  return new Response(bytes, { headers: { 'content-type': response.headers.get('content-type') ?? '' } });
}

/** The module at an address of the release; its bytes have been compared. */
export async function importReleased(address) {
  await fetchReleased(address);
  return import(address);
}

/** A seat belt for a worker: from here on only `fetchReleased` reaches the network. The boundary is the policy it is served with. */
export function leaveNetwork(fetchInstead) {
  for (const name of NETWORK) {
    const value = name === 'fetch' ? fetchInstead : undefined;
    Object.defineProperty(globalThis, name, { value, writable: false, configurable: false });
  }
}

const NETWORK = ['fetch', 'XMLHttpRequest', 'WebSocket', 'WebSocketStream', 'WebTransport', 'EventSource', 'importScripts'];

const networkFetch = globalThis.fetch.bind(globalThis); // workers take their own away
