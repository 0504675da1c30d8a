// Boots the assembled engine under Node, exactly as the page's worker does, and asks it one question.
// Arguments: the site's engine folder and its boot module.

import { readFile } from 'node:fs/promises';
import { loadPyodide } from 'pyodide';

const [engine, bootModule] = process.argv.slice(2);
const { bootVerifier } = await import(bootModule);
const readBytes = async (name) => new Uint8Array(await readFile(engine + name));
const verifier = await bootVerifier(loadPyodide, engine, readBytes);
const { done } = verifier.start(new TextEncoder().encode('no certificate'), Date.now());
const { verdict } = JSON.parse(done);
if (verdict !== 'not_a_certificate') throw new Error(`the engine answered ${verdict} to a text that is no certificate`);
