// What Digital Bazaar's implementation makes of a job, JSON from standard input to standard output:
// {documents: {address: document}, verify: {name: {credential, now}}, sign: {name: {credential, key, created}}}.
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {issue, verifyCredential} from '@digitalbazaar/vc';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {json} from 'node:stream/consumers';

const job = await json(process.stdin);

// Nothing is fetched: what the job does not hold does not exist.
async function documentLoader(address) {
  const document = job.documents[address] ?? verificationMethod(address);
  if (document === undefined) throw new Error(`not in the job: ${address}`);
  return {contextUrl: null, documentUrl: address, document};
}

function verificationMethod(address) {
  const methods = job.documents[address.split('#')[0]]?.verificationMethod ?? [];
  const method = methods.find(({id}) => id === address);
  return method && {'@context': 'https://w3id.org/security/multikey/v1', ...method};
}

async function verified({credential, now}) {
  const suite = new DataIntegrityProof({cryptosuite});
  const {verified, statusResult} = await verifyCredential({credential, now, suite, documentLoader, checkStatus});
  const entries = (statusResult?.results ?? []).map(({credentialStatus, status}) => [credentialStatus.statusPurpose, status]);
  return {verified, statuses: Object.fromEntries(entries)};
}

async function signed({credential, key, created}) {
  const pair = await Ed25519Multikey.from(key);
  const suite = new DataIntegrityProof({signer: pair.signer(), cryptosuite, date: created});
  return issue({credential, suite, documentLoader, now: created});
}

async function each(items, answer) {
  const answers = {};
  for (const [name, item] of Object.entries(items)) answers[name] = await answer(item);
  return answers;
}

process.stdout.write(JSON.stringify({verify: await each(job.verify, verified), sign: await each(job.sign, signed)}));
