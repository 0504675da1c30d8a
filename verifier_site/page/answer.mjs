// Shows a report. Whatever comes from a certificate becomes text, never markup.

import { certificateFacts, holderFacts, issuerFacts } from './facts.mjs';
import { element, factList, shape } from './elements.mjs';

const MARKS = { passed: '✓', failed: '✕', unknown: '?', not_applicable: '–' };
const SET_MARK = '◇';

const has = ({ checks }, name, wanted) => checks.some(({ check, outcome }) => check === name && outcome === wanted);

/** The check that decides the verdict: the first that failed, else the first that could not be made. */
function decisive(report) {
  const made = report.checks.filter(({ code }) => code !== 'not_reached' && code !== 'no_key');
  return made.find(({ outcome }) => outcome === 'failed') ?? made.find(({ outcome }) => outcome === 'unknown');
}

/** The one cause that is stated for a verdict. */
export function cause(report, words) {
  if (report.verdict === 'valid') return words.say(has(report, 'status', 'passed') ? 'cause.valid' : 'cause.valid_without_status');
  const check = decisive(report);
  if (!check) return words.say('cause.none');
  return words.sentence(check.code, `${check.outcome}.${check.check}`, check.facts);
}

/** A genuine credential about something else must not look like a health certificate. */
const isOther = ({ verdict, certificate }) => verdict === 'valid' && !certificate;

/** The word of a verdict. */
export function verdictWord(report, words) {
  return words.say(isOther(report) ? 'verdict.other_credential' : `verdict.${report.verdict}`);
}

function banner(report, words) {
  return element('div', { class: isOther(report) ? 'banner other' : 'banner' }, [
    shape(isOther(report) ? 'not_a_certificate' : report.verdict),
    element('div', {}, [
      element('h2', { id: 'verdict-word', tabindex: '-1' }, verdictWord(report, words)),
      element('p', { class: 'cause' }, cause(report, words)),
    ]),
  ]);
}

/** What the name and the birth date are worth, or the question that only a person can answer. */
function confirmation(report) {
  if (report.verdict === 'valid') return 'holder.match';
  const certified = ['trust', 'signature', 'key_usage', 'consistency'].every((name) => has(report, name, 'passed'));
  return report.verdict === 'invalid' && certified ? 'holder.certified' : 'holder.unconfirmed';
}

/** Name and birth date in large letters. */
function holder(report, words) {
  const { person } = report.certificate;
  const name = [element('bdi', {}, person.name)];
  if (person.name_latin) name.push(element('span', { class: 'latin' }, [element('bdi', {}, person.name_latin)]));
  return element('div', { class: 'holder' }, [
    element('p', { class: 'name' }, name),
    factList(marked(holderFacts(person, words), report, words)),
    element('p', { class: 'match' }, words.say(confirmation(report))),
  ]);
}

const isBoundAsSet = ({ bindings }, path) => bindings[path] === 'bound_as_set';

/** Facts with a mark on those whose place in the certificate is not covered by its signature. */
function marked(facts, report, words) {
  const meaning = words.say('binding.as_set');
  const mark = () => element('span', { class: 'set-mark', role: 'img', 'aria-label': meaning, title: meaning }, SET_MARK);
  return facts.map(([label, value, path]) => [label, value, path && isBoundAsSet(report, path) ? mark() : null]);
}

function checkItem({ check, outcome, code, facts }, words) {
  const judged = outcome === 'failed' || (outcome === 'unknown' && code !== 'not_reached');
  const own = words.has(`code.${code}`) ? words.say(`code.${code}`, facts) : '';
  const reason = judged ? words.sentence(code, `${outcome}.${check}`, facts) : own;
  return element('li', { 'data-outcome': outcome }, [
    element('span', { class: 'mark', 'aria-hidden': 'true' }, MARKS[outcome]),
    element('span', {}, [element('strong', {}, words.say(`check.${check}`)), `: ${words.say(`outcome.${outcome}`)} ${reason}`]),
  ]);
}

function asOf({ as_of: times }, words) {
  const say = (time) => (time ? words.moment(time) : words.say('as_of.unknown'));
  return factList([
    [words.say('as_of.trust'), say(times.trust)],
    [words.say('as_of.status'), say(times.status)],
    [words.say('as_of.clock'), say(times.clock)],
  ]);
}

function disclosure(title, children, attributes = {}) {
  return element('details', attributes, [element('summary', {}, title), ...children]);
}

function notes(report, count, words) {
  const texts = report.warnings.map((code) => words.sentence(code, 'warning.other'));
  const binding = has(report, 'consistency', 'passed') ? 'binding.note' : 'binding.as_set'; // the note says that nothing was exchanged
  if (Object.values(report.bindings).includes('bound_as_set')) texts.unshift(`${SET_MARK} ${words.say(binding)}`);
  if (report.kind === 'credential') texts.unshift(words.say('credential.note'));
  if (count > 1) texts.unshift(words.say('answer.several', { count }));
  return [...new Set(texts)].map((text) => element('p', { class: 'note' }, text));
}

/** What a credential that is no health certificate says: as it is, because nobody here knows its terms. */
function otherCredential(report, words) {
  const { credentialSubject: subject = report.payload } = report.payload;
  return [
    [words.say('certificate.title'), factList(issuerFacts(report, words))],
    [words.say('credential.title'), element('pre', { class: 'payload', dir: 'auto', tabindex: '0' }, JSON.stringify(subject, null, 2))],
  ];
}

/** Titled parts: the certificate's facts, or what another credential says. */
function parts(report, words) {
  if (report.certificate) {
    const groups = certificateFacts(report, words).filter(([, facts]) => facts.some(([, value]) => value));
    return groups.map(([title, facts]) => [title, factList(marked(facts, report, words))]);
  }
  return report.kind && report.payload ? otherCredential(report, words) : [];
}

/** Builds the answer's children; `count` is how many certificates there were. */
export function answer(report, count, words) {
  const checks = report.checks.map((check) => checkItem(check, words));
  return [
    banner(report, words),
    ...notes(report, count, words),
    ...(report.certificate ? [holder(report, words)] : []),
    ...parts(report, words).map(([title, content]) => element('section', {}, [element('h3', {}, title), content])),
    element('section', {}, [element('h3', {}, words.say('as_of.title')), asOf(report, words)]),
    disclosure(words.say('checks.title'), [element('ol', { class: 'checks' }, checks)], { class: 'all-checks' }),
    disclosure(words.say('report.title'), [element('pre', { id: 'report-json', tabindex: '0' }, report.text)]),
  ];
}
