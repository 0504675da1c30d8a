// Makes the page work without a network, and makes sure that its workers are confined.

import { policy } from './release.mjs';
import { scriptUrl } from './script-urls.mjs';


/** Registers the service worker; resolves with its registration, or null where the browser refuses. */
export async function registerServiceWorker() {
  try {
    return await navigator.serviceWorker.register(scriptUrl('sw.js'), { updateViaCache: 'none' });
  } catch {
    return null; // a private window or an old browser: the page then needs the network
  }
}

/**
 * Whether workers started now carry this release's policy. A page's <meta> policy does not bind its workers, so where a host sends
 * no headers, the service worker adds them, once it controls the page.
 */
export async function workersAreConfined() {
  const response = await fetch('verify-worker.mjs', { method: 'HEAD' });
  return response.headers.get('content-security-policy') === policy; // a host's own may allow anything
}

/** Resolves when a service worker controls the page. */
export function controlled() {
  if (navigator.serviceWorker.controller) return Promise.resolve();
  return new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }));
}

/** Calls `halt()` when the service worker found that a page without a release of its own runs other files. */
export function watchForMismatch(halt) {
  navigator.serviceWorker?.addEventListener('message', ({ data }) => {
    if (data === 'release_mismatch' && !navigator.serviceWorker.controller) halt();
  });
}

/** Calls `offer(accept)` when a newer release waits; `accept()` changes to it and loads the page again. */
export function watchForRelease(registration, offer) {
  const check = () => {
    const { waiting, active } = registration;
    if (!waiting || !active) return; // without an active one this is the first release, and it starts by itself
    offer(() => {
      navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
      waiting.postMessage('activate');
    });
  };
  registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', check));
  check();
}
