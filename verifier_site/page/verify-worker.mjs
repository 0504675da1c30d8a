// The verifier's worker: Python judges, WebCrypto checks signatures, the page reads what is published.
// In:  {t:'boot', engine} · {t:'trust', id, envelope, rootKeys} · {t:'verify', id, payload} · {t:'answer', id, bytes}
// Out: {t:'phase', name, ms} · {t:'ready'} · {t:'ask', id, path} · {t:'done', id, result} · {t:'failed', detail}

import { bootVerifier } from './boot.mjs';
import { checkSignature } from './signatures.mjs';

const NETWORK = ['fetch', 'XMLHttpRequest', 'WebSocket', 'WebSocketStream', 'WebTransport', 'EventSource', 'importScripts'];

let verifier;
const waiting = new Map(); // id of a verification → what to call with the page's answer

/** A seat belt: from here on this worker does not reach the network. The boundary is the policy it is served with. */
function leaveNetwork() {
  for (const name of NETWORK) {
    Object.defineProperty(self, name, { value: undefined, writable: false, configurable: false });
  }
}

async function readBytes(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${response.status} for ${address}`);
  return new Uint8Array(await response.arrayBuffer());
}

async function boot({ engine }) {
  const started = performance.now();
  const phase = (name) => self.postMessage({ t: 'phase', name, ms: Math.round(performance.now() - started) });
  import(`${engine}pyodide.asm.mjs`); // the largest script: read and parsed while the loader prepares itself
  const { loadPyodide } = await import(`${engine}pyodide.mjs`);
  phase('loader');
  verifier = await bootVerifier(loadPyodide, engine, (name) => readBytes(engine + name), phase);
  leaveNetwork();
  self.postMessage({ t: 'ready' });
}

function askPage(id, path) {
  self.postMessage({ t: 'ask', id, path });
  return new Promise((resolve) => waiting.set(id, resolve));
}

/** Answers the verifier's questions until it is done. */
async function answerAll(id, firstStep) {
  let step = firstStep;
  while (!('done' in step)) {
    const answer = step.signature ? await checkSignature(step.signature) : await askPage(id, step.status_list.path);
    step = verifier.resume(answer);
  }
  self.postMessage({ t: 'done', id, result: step.done });
}

// A traceback names code and could quote a value; the kind of error is enough to tell what broke.
const detail = (error) => (error.type ? `Python ${error.type}` : `${error.name}: ${error.message}`.slice(0, 200));

self.onmessage = async ({ data }) => {
  try {
    if (data.t === 'boot') await boot(data);
    if (data.t === 'trust') await answerAll(data.id, verifier.openTrust(data.envelope, data.rootKeys));
    if (data.t === 'verify') await answerAll(data.id, verifier.start(data.payload, Date.now()));
    if (data.t === 'answer') waiting.get(data.id)(data.bytes);
  } catch (error) {
    self.postMessage({ t: 'failed', detail: detail(error) });
  }
};
