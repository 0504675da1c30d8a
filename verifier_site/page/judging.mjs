// From what came in to one report: texts and files are taken apart by the verifier, pictures and PDF pages give their QR codes.

import { InterruptedError } from './engine.mjs';
import { PictureError } from './worker-calls.mjs';

const MAX_FILE_BYTES = 32 * 1024 * 1024;
const MAX_PAYLOADS = 32;

// Where something holds several certificates, the least favourable report is the one to act on.
const SEVERITY = ['invalid', 'cannot_tell', 'valid', 'not_a_certificate'];

/** A report that the page makes itself, when there was nothing that the verifier could judge. */
export function pageReport(verdict, code) {
  const outcome = verdict === 'cannot_tell' ? 'unknown' : 'failed';
  const report = {
    format: 'divoc-report',
    version: 1,
    verdict,
    kind: null,
    credential_format: null,
    issuer: null,
    certificate: null,
    payload: null,
    checks: [{ check: 'text', outcome, code, facts: {} }],
    warnings: [],
    bindings: {},
    as_of: { trust: null, status: null, clock: new Date().toISOString() },
  };
  return { ...report, text: JSON.stringify(report, null, 2) };
}

/** A report with its own text, in which all numbers are as the verifier wrote them. */
const parseReport = (text) => ({ ...JSON.parse(text), text });

/** What `work` gives; an interrupted check is one whose result nobody knows. */
async function unlessInterrupted(work, otherwise) {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof InterruptedError)) throw error;
    return otherwise(pageReport('cannot_tell', 'interrupted'));
  }
}

/** The reports on everything in `parts`: texts, files or codes, as bytes. */
async function reportsOn(engine, parts) {
  return unlessInterrupted(
    async () => {
      const payloads = await engine.assemble(parts);
      const reports = payloads.length > MAX_PAYLOADS ? [pageReport('cannot_tell', 'too_many_codes')] : [];
      for (const payload of payloads.slice(0, MAX_PAYLOADS)) {
        reports.push(await unlessInterrupted(async () => parseReport(await engine.verify(payload)), (report) => report));
      }
      return reports;
    },
    (report) => [report],
  );
}

/** {report, count}: the least favourable report, and how many certificates there were. */
function worst(reports) {
  const [report] = [...reports].sort((a, b) => SEVERITY.indexOf(a.verdict) - SEVERITY.indexOf(b.verdict));
  return { report: report ?? pageReport('not_a_certificate', 'not_recognised'), count: reports.filter(({ credential_format: format }) => format).length };
}

/** Resolves with {report, count}. */
export async function judgeText(engine, text) {
  return worst(await reportsOn(engine, [new TextEncoder().encode(text)]));
}

/** Resolves with {report, count} for pictures, PDFs and credentials' files; codes of several pictures may belong together. */
export async function judgeFiles(engine, pictures, files) {
  const [reports, parts] = [[], []];
  for (const file of files) {
    const found = await examine(engine, pictures, file);
    reports.push(...found.reports);
    parts.push(...found.parts);
  }
  if (parts.length) reports.push(...(await reportsOn(engine, parts)));
  return worst(reports);
}

/** What one file holds: {reports, parts}, of which the parts are still to be judged. */
async function examine(engine, pictures, file) {
  if (file.size > MAX_FILE_BYTES) return { reports: [pageReport('cannot_tell', 'file_too_large')], parts: [] };
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (begins(bytes, '%PDF-')) return examinePdf(engine, pictures, bytes);
  if (begins(bytes, 'II*\0') || begins(bytes, 'MM\0*')) return readCodes(() => pictures.inTiff(bytes), 'no_code_in_picture');
  if (isPicture(file, bytes)) return readCodes(() => pictures.inPicture(file), 'no_code_in_picture');
  return { reports: [], parts: [bytes] };
}

const begins = (bytes, magic, offset = 0) => [...magic].every((character, index) => bytes[offset + index] === character.charCodeAt(0));

/** By its type, or as HEIC and AVIF, PNG, JPEG and WebP begin: some systems have no type for what their cameras write. */
function isPicture(file, bytes) {
  const beginnings = [begins(bytes, 'ftyp', 4), begins(bytes, '\x89PNG'), begins(bytes, '\xff\xd8\xff'), begins(bytes, 'WEBP', 8)];
  return file.type.startsWith('image/') || beginnings.includes(true);
}

/** One attached certificate speaks for the whole document; without one, or with several, its pages are read as well. */
async function examinePdf(engine, pictures, bytes) {
  const attached = await reportsOn(engine, [bytes]);
  const [only] = attached;
  if (attached.length === 1 && only.verdict !== 'not_a_certificate') return { reports: attached, parts: [] };
  const { reports, parts } = await readCodes(() => pictures.inPdf(bytes), attached.length ? null : 'pdf_without_code');
  return { reports: [...attached, ...reports], parts };
}

/** {reports, parts}: the codes that `read` finds, and a report on what it could not read; `none` is the code for no code at all. */
async function readCodes(read, none) {
  try {
    const { codes, limited } = await read();
    const problem = limited ? 'too_many_codes' : codes.length ? null : none;
    return { reports: problem ? [pageReport('cannot_tell', problem)] : [], parts: codes };
  } catch (error) {
    if (!(error instanceof PictureError)) throw error;
    return { reports: [pageReport('cannot_tell', error.code)], parts: [] };
  }
}
