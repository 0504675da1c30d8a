// From what came in to one report: text and files as they are, pictures through their QR codes.

import { InterruptedError } from './engine.mjs';
import { PictureError } from './pictures.mjs';

const MAX_FILE_BYTES = 32 * 1024 * 1024;

// When a picture holds several certificates, the least favourable report is the one to act on.
const SEVERITY = ['invalid', 'cannot_tell', 'valid', 'not_a_certificate'];

/** A report that the page makes itself, when there was nothing that the verifier could judge. */
export function pageReport(verdict, code) {
  const outcome = verdict === 'cannot_tell' ? 'unknown' : 'failed';
  return {
    format: 'divoc-report',
    version: 1,
    verdict,
    kind: null,
    issuer: null,
    certificate: null,
    payload: null,
    checks: [{ check: 'text', outcome, code, facts: {} }],
    warnings: [],
    as_of: { trust: null, status: null, clock: new Date().toISOString() },
  };
}

/** Judges one payload; an interrupted check is one whose result nobody knows. */
async function judgePayload(engine, payload) {
  try {
    return await engine.verify(payload);
  } catch (error) {
    if (!(error instanceof InterruptedError)) throw error;
    return pageReport('cannot_tell', 'interrupted');
  }
}

/** Resolves with {report, count}; `count` is the number of certificates found. */
export async function judgeText(engine, text) {
  return { report: await judgePayload(engine, new TextEncoder().encode(text)), count: 1 };
}

/** Resolves with {report, count} for a picture, a PDF or a credential's file. */
export async function judgeFile(engine, pictures, file) {
  if (file.size > MAX_FILE_BYTES) return { report: pageReport('cannot_tell', 'file_too_large'), count: 0 };
  if (await isPicture(file)) return judgePicture(engine, pictures, file);
  return { report: await judgePayload(engine, new Uint8Array(await file.arrayBuffer())), count: 1 };
}

/** By its type, or as HEIC and AVIF begin: some systems have no type for what their cameras write. */
async function isPicture(file) {
  const start = await file.slice(4, 8).text();
  return file.type.startsWith('image/') || start === 'ftyp';
}

async function judgePicture(engine, pictures, file) {
  const { codes, limited, failed } = await pictures.codes(file).catch((error) => {
    if (!(error instanceof PictureError)) throw error;
    return { codes: [], failed: error.code };
  });
  if (!codes.length) return { report: pageReport('cannot_tell', failed ?? 'no_code_in_picture'), count: 0 };
  const reports = limited ? [pageReport('cannot_tell', 'too_many_codes')] : [];
  for (const code of codes) reports.push(await judgePayload(engine, code));
  reports.sort((a, b) => SEVERITY.indexOf(a.verdict) - SEVERITY.indexOf(b.verdict));
  return { report: reports[0], count: reports.filter(({ certificate }) => certificate).length };
}
