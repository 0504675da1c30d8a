// Keeps one whole release, checked file by file, and answers from it: with or without a network it is the same program.
// The build puts a line before this one: `const RELEASE = {id, policy, files: {path: integrity}}`.

const CACHE_PREFIX = 'release-';
const CACHE = CACHE_PREFIX + RELEASE.id;
const SETTINGS = 'config.json'; // belongs to the place where the site stands, not to the release
const SETTINGS_TIMEOUT_MS = 3000; // a network that hangs must not keep the page from starting
const SCOPE = self.registration.scope;
const FETCH = { credentials: 'omit', redirect: 'error' };

class ReleaseMismatchError extends Error {}

/** The response as it is kept: with the release's policy, whatever the host sends in its place. */
function confined(response, body) {
  const headers = new Headers({ 'content-security-policy': RELEASE.policy, 'x-content-type-options': 'nosniff' });
  headers.set('content-type', response.headers.get('content-type') ?? 'application/octet-stream');
  return new Response(body, { headers });
}

async function integrityOf(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return `sha256-${btoa(String.fromCharCode(...digest))}`;
}

/** Fetches one file of the release; refuses bytes whose hash is another. */
async function keepFile(cache, path, integrity) {
  const url = new URL(path, SCOPE);
  const response = await fetch(url, { ...FETCH, cache: path.startsWith('engine/') ? 'default' : 'no-cache' });
  if (!response.ok) throw new Error(`${response.status} for ${path}`);
  const bytes = await response.arrayBuffer();
  if ((await integrityOf(bytes)) !== integrity) throw new ReleaseMismatchError(path);
  await cache.put(url, confined(response, bytes));
}

async function install() {
  const cache = await caches.open(CACHE);
  await Promise.all(Object.entries(RELEASE.files).map(([path, integrity]) => keepFile(cache, path, integrity)));
  await settings(new Request(new URL(SETTINGS, SCOPE), { ...FETCH, cache: 'no-cache' }));
}

/** Tells pages that no release controls yet that they run files which were not published. */
async function reportMismatch(error) {
  if (error instanceof ReleaseMismatchError) {
    const pages = await self.clients.matchAll({ includeUncontrolled: true, type: 'window' });
    for (const page of pages) page.postMessage('release_mismatch');
  }
  throw error;
}

async function activate() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(CACHE_PREFIX) && name !== CACHE).map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function fromRelease(path, request) {
  const kept = await (await caches.open(CACHE)).match(new URL(path, SCOPE));
  return kept ?? fetch(request);
}

/** The site's settings: the newest that can be read, else the last. */
async function settings(request) {
  const cache = await caches.open(CACHE);
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(SETTINGS_TIMEOUT_MS) });
    if (!response.ok) throw new Error(`${response.status} for ${SETTINGS}`);
    await response.clone().json(); // what does not parse is never kept
    await cache.put(request, response.clone());
    return response;
  } catch {
    return (await cache.match(request)) ?? Response.error();
  }
}

self.addEventListener('install', (event) => event.waitUntil(install().catch(reportMismatch)));
self.addEventListener('activate', (event) => event.waitUntil(activate()));
self.addEventListener('message', ({ data }) => data === 'activate' && self.skipWaiting());
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  const scope = new URL(SCOPE);
  if (origin !== scope.origin || !pathname.startsWith(scope.pathname)) return;
  const path = pathname.slice(scope.pathname.length) || 'index.html';
  if (path === SETTINGS) event.respondWith(settings(request));
  else if (Object.hasOwn(RELEASE.files, path)) event.respondWith(fromRelease(path, request));
});
