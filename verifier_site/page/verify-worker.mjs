// The verifier's worker: Python judges, WebCrypto checks signatures, the page reads what is published.
// In:  {t:'boot', engine} · {t:'trust', id, envelope, rootKeys} · {t:'assemble', id, parts} · {t:'verify', id, payload}
//      {t:'lists', id, path} · {t:'answer', id, copies}
// Out: {t:'phase', name, ms} · {t:'ready'} · {t:'ask', id, path, patient} · {t:'done', id, result, lists}
//      {t:'failed', detail, mismatch}

import { bootVerifier } from './boot.mjs';
import { fetchReleased, leaveNetwork, ReleaseMismatchError } from './release.mjs';
import { bytes, checkSignature } from './signatures.mjs';

let verifier;
let mismatch = false; // Python's loader hides the error that its own fetch ends with
const waiting = new Map(); // id of a verification → what to call with the page's answer

async function fetchChecked(address) {
  try {
    return await fetchReleased(address);
  } catch (error) {
    mismatch ||= error instanceof ReleaseMismatchError;
    throw error;
  }
}

const readBytes = async (address) => new Uint8Array(await (await fetchChecked(address)).arrayBuffer());

async function boot({ engine }) {
  const started = performance.now();
  self.fetch = fetchChecked; // whatever Python's loader reads is compared with the release, too
  const phase = (name) => self.postMessage({ t: 'phase', name, ms: Math.round(performance.now() - started) });
  import(`${engine}pyodide.asm.mjs`); // the largest script: read and parsed while the loader prepares itself
  const { loadPyodide } = await import(`${engine}pyodide.mjs`);
  phase('loader');
  verifier = await bootVerifier(loadPyodide, engine, (name) => readBytes(engine + name), phase);
  leaveNetwork();
  self.postMessage({ t: 'ready' });
}

function askPage(id, { path, patient }) {
  self.postMessage({ t: 'ask', id, path, patient });
  return new Promise((resolve) => waiting.set(id, resolve));
}

/** Answers the verifier's questions until it is done. */
async function answerAll(id, firstStep) {
  let step = firstStep;
  while (!('done' in step)) {
    const answer = step.signature ? await checkSignature(step.signature) : await askPage(id, step.status_list);
    step = verifier.resume(answer);
  }
  const lists = Object.fromEntries(Object.entries(step.lists ?? {}).map(([path, list]) => [path, bytes(list)]));
  self.postMessage({ t: 'done', id, result: step.done, lists });
}

// A traceback names code and could quote a value; the kind of error is enough to tell what broke.
const detail = (error) => (error.type ? `Python ${error.type}` : `${error.name}: ${error.message}`.slice(0, 200));

self.onmessage = async ({ data }) => {
  try {
    if (data.t === 'boot') await boot(data);
    if (data.t === 'trust') await answerAll(data.id, verifier.openTrust(data.envelope, data.rootKeys));
    if (data.t === 'assemble') self.postMessage({ t: 'done', id: data.id, result: verifier.assemble(data.parts) });
    if (data.t === 'verify') await answerAll(data.id, verifier.start(data.payload, Date.now()));
    if (data.t === 'lists') await answerAll(data.id, verifier.openLists(data.path, Date.now()));
    if (data.t === 'answer') waiting.get(data.id)(data.copies);
  } catch (error) {
    self.postMessage({ t: 'failed', detail: detail(error), mismatch });
  }
};
