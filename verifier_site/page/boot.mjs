// Starts Python with the verifier in it. The worker uses it in the browser, the build uses it under Node.

const text = async (bytes) => new TextDecoder().decode(await bytes);

/**
 * Returns the steps of the Python `Bridge` (verifier_site/bridge.py), as functions that give parsed JSON; `assemble` gives payloads.
 * `engine` is the address or path of the engine folder with its slash at the end, `readBytes(name)` reads one of
 * its files.
 */
export async function bootVerifier(loadPyodide, engine, readBytes, phase = () => {}) {
  const application = readBytes('app.zip');
  const resources = text(readBytes('resources.json'));
  const python = await loadPyodide({
    indexURL: engine,
    packageBaseUrl: engine, // left out, Pyodide would name its CDN
    stdLibURL: `${engine}stdlib.zip`,
    lockFileContents: text(readBytes('pyodide-lock.json')).then(JSON.parse),
    env: { PYTHONDONTWRITEBYTECODE: '1' },
    fsInit: async (files) => files.writeFile('/lib/app.zip', await application),
  });
  phase('python');
  python.runPython("import sys; sys.path.insert(0, '/lib/app.zip')");
  const bridge = python.pyimport('verifier_site.bridge').Bridge(await resources);
  phase('imports');
  // Python sees None for `undefined` only, and bytes only where they were converted.
  const toPython = (value) => (typeof value === 'object' && value ? python.toPy(value) : (value ?? undefined));
  return {
    assemble: (parts) => {
      const payloads = bridge.assemble(toPython(parts));
      try {
        return payloads.toJs();
      } finally {
        payloads.destroy();
      }
    },
    openTrust: (envelope, rootKeys) => JSON.parse(bridge.open_trust(toPython(envelope), JSON.stringify(rootKeys))),
    start: (payload, now) => JSON.parse(bridge.start(toPython(payload), now)),
    openLists: (path, now) => JSON.parse(bridge.open_lists(path, now)),
    resume: (answer) => JSON.parse(bridge.resume(toPython(answer))),
  };
}
