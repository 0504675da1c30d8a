// The only scripts that this page ever starts: four files beside it, through one Trusted Types policy.

const SCRIPTS = new Set(['verify-worker.mjs', 'qr-worker.mjs', 'pdf-worker.mjs', 'sw.js'].map((name) => new URL(name, document.baseURI).href));

function allowed(url) {
  if (!SCRIPTS.has(url)) throw new TypeError('This page does not start that script.');
  return url;
}

const policy = globalThis.trustedTypes?.createPolicy('divoc', { createScriptURL: allowed });

/** What `new Worker` and `serviceWorker.register` accept for one of the four files. */
export function scriptUrl(name) {
  const url = new URL(name, document.baseURI).href;
  return policy ? policy.createScriptURL(url) : allowed(url);
}
