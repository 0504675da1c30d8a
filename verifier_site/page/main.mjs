// Starts the page and connects its parts: what comes in, who judges it, what is shown.

import { answer, cause, verdictWord } from './answer.mjs';
import { Badges } from './badges.mjs';
import { Engine } from './engine.mjs';
import { clearIntake, watchIntake } from './intake.mjs';
import { judgeFiles, judgeText, pageReport } from './judging.mjs';
import { controlled, registerServiceWorker, watchForMismatch, watchForRelease, workersAreConfined } from './offline.mjs';
import { Pictures } from './pictures.mjs';
import { PublicData } from './public-data.mjs';
import { fetchReleased, ReleaseMismatchError } from './release.mjs';
import { preferredLanguage, Words } from './words.mjs';

const TRUST_REFRESH_MS = 15 * 60 * 1000;
const root = document.documentElement;
const engineFolder = new URL(document.querySelector('meta[name=engine]').content, document.baseURI).href;
const answerElement = document.getElementById('answer');
const progress = document.getElementById('progress');
const spoken = document.getElementById('spoken');

let words;
let turn = 0; // a result that arrives after something newer came in, or after a wipe, is dropped
let shown = null; // {report, count} on the screen

function clearAnswer() {
  turn += 1;
  shown = null;
  delete answerElement.dataset.verdict;
  answerElement.hidden = true;
  answerElement.replaceChildren();
  progress.textContent = '';
  spoken.textContent = '';
  root.classList.remove('answered');
}

/** Forgets everything that was put in and shown. */
function wipe() {
  clearIntake();
  clearAnswer();
}

function show(result) {
  shown = result;
  answerElement.replaceChildren(...answer(result.report, result.count, words));
  answerElement.dataset.verdict = result.report.verdict;
  answerElement.hidden = false;
  progress.textContent = '';
  root.classList.add('answered');
}

/** Every input ends in an answer: a report that cannot be shown is one that nobody can rely on. */
function showAnyway(result) {
  try {
    show(result);
  } catch (error) {
    console.warn(`The report could not be shown: ${error.name}`);
    show({ report: pageReport('cannot_tell', 'interrupted'), count: 0 });
  }
}

const failure = (error) => (error instanceof ReleaseMismatchError ? 'release_mismatch' : 'engine_failed');

/** Judges what came in. The focus moves to the verdict, except away from someone who is typing. */
async function judge(work, isTyping = false) {
  const mine = ++turn;
  progress.textContent = words.say(root.dataset.engine === 'ready' ? 'progress.checking' : 'progress.starting');
  const result = await work().catch((error) => ({ report: pageReport('cannot_tell', failure(error)), count: 0 }));
  if (mine !== turn) return;
  showAnyway(result);
  if (isTyping) spoken.textContent = `${verdictWord(shown.report, words)}. ${cause(shown.report, words)}`;
  else document.getElementById('verdict-word').focus();
}

/** Where this site's data are, and which keys may sign its trust list: these belong to the release. */
async function readSettings(badges) {
  const response = await fetch('config.json');
  const { data = '../' } = response.ok ? await response.json() : {};
  const { keys } = await (await fetchReleased('trust-root.json')).json();
  const rootKeys = keys.map(({ public_key: key }) => key);
  return { rootKeys, publicData: new PublicData(new URL(data, document.baseURI), (reached) => badges.reach(reached)) };
}

async function speak(language, badges) {
  words = await Words.load(language);
  words.applyTo(document);
  badges.speak(words);
  if (shown) showAnyway(shown);
}

function offerLanguages(badges) {
  const choice = document.getElementById('language');
  choice.value = words.language;
  choice.addEventListener('change', () => {
    const address = new URL(location.href);
    address.searchParams.set('lang', choice.value);
    history.replaceState(null, '', address);
    speak(choice.value, badges).catch(() => {}); // the words there are stay
  });
}

function offerRelease(accept) {
  const button = document.getElementById('update');
  button.hidden = false;
  button.addEventListener('click', accept);
}

/** Workers that a host serves without the policy are replaced as soon as the service worker can add it. */
async function confineWorkers(engine, registration) {
  if (!registration || (await workersAreConfined())) return;
  await controlled();
  if (!(await workersAreConfined())) return;
  await engine.replaceWorker();
}

async function finishOffline(engine, registration) {
  await engine.keepForOffline().catch(() => {}); // nothing is lost but the offline use
  if (!registration) return;
  await navigator.serviceWorker.ready;
  root.dataset.offline = 'ready';
}

function newEngine(settings, badges, wordsReady) {
  const onState = async (state) => {
    badges.engineState(state);
    await wordsReady.catch(() => {});
    root.dataset.engine = state;
  };
  return new Engine({ engine: engineFolder, settings, onState, onTrust: (trust) => badges.trustState(trust) });
}

function takeInput(engine) {
  const pictures = new Pictures(engineFolder);
  watchIntake({
    onText: (text, isTyping) => judge(() => judgeText(engine, text), isTyping),
    onFiles: (files) => judge(() => judgeFiles(engine, pictures, files)),
    onStart: clearAnswer,
  });
  document.getElementById('clear').addEventListener('click', wipe);
  document.addEventListener('visibilitychange', () => document.hidden && wipe());
  addEventListener('pagehide', wipe);
}

/** Withdraws what was shown: it came from files that are not the release's. */
function haltJudging(engine) {
  clearAnswer();
  engine.halt();
}

function refreshTrustRegularly(engine) {
  const refresh = () => engine.refreshTrust().catch(() => {});
  addEventListener('online', refresh);
  setInterval(refresh, TRUST_REFRESH_MS);
}

/** Starts everything; rejects when the page has no words to speak with. */
export async function start() {
  const badges = new Badges();
  const settings = readSettings(badges);
  const wordsReady = speak(preferredLanguage(), badges);
  const engine = newEngine(settings, badges, wordsReady);
  const ready = engine.start(); // the longest part, so it comes first
  await wordsReady;
  offerLanguages(badges);
  takeInput(engine);
  refreshTrustRegularly(engine);
  watchForMismatch(() => haltJudging(engine));
  const started = await ready.then(
    () => true,
    () => false,
  );
  if (!started) return;
  const registration = await registerServiceWorker();
  if (registration) watchForRelease(registration, offerRelease);
  await confineWorkers(engine, registration);
  await finishOffline(engine, registration);
}
