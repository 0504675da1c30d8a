// Compiles the standard library and the application inside Pyodide, so that the bytecode belongs to the very
// interpreter that will load it. Arguments: folder with the application's sources, output folder.

import { readFileSync } from 'node:fs';
import { loadPyodide } from 'pyodide';

const [sources, output] = process.argv.slice(2);
const python = await loadPyodide({ env: { PYTHONHASHSEED: '0', PYTHONDONTWRITEBYTECODE: '1' } });
python.mountNodeFS('/lib/app.zip', sources);
python.mountNodeFS('/out', output);

// What the page will have imported is listed before the compiler's own imports join it.
python.runPython(`
import sys
sys.path.insert(0, '/lib/app.zip')
import verifier_site.bridge
imported = sorted(sys.modules)
`);
python.runPython(readFileSync(new URL('bytecode.py', import.meta.url), 'utf8'));
python.runPython('main(imported)');
