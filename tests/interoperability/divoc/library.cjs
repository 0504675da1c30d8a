// DIVOC's own library with one key and DIVOC's own contexts: a task comes on standard input, its result goes out as JSON.
"use strict";

const {readFileSync} = require("node:fs");
const print = console.log;
console.log = console.info = () => {};  // the library logs every certificate

const OFFLINE = "https://example.org/";  // what the library calls the key's owner; nothing is fetched from there

// The library signs as of now, so `now` is a member of the task: the same task gives the same proof.
function setClock(now) {
  const RealDate = Date;
  globalThis.Date = class extends RealDate {
    constructor(...values) {
      super(...(values.length ? values : [now]));
    }
  };
}

function contexts(task) {
  const {vaccinationContext, vaccinationContextV2} = require("vaccination-context");
  const own = {v1: vaccinationContext, v2: vaccinationContextV2};
  return Object.fromEntries(Object.entries(task.contexts).map(([address, name]) => [address, own[name] ?? name]));
}

function library(task) {
  const signer = require("certificate-signer-library/signer");
  signer.setDocumentLoader(contexts(task), {
    ...task.key,
    CERTIFICATE_PUBKEY_ID: `${OFFLINE}key`,
    CERTIFICATE_CONTROLLER_ID: OFFLINE,
  });
  return signer;
}

async function run(act) {
  const task = JSON.parse(readFileSync(0, "utf8"));
  if (task.now) setClock(task.now);
  print(JSON.stringify(await act(library(task), task)));
}

module.exports = {run};
