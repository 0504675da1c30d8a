// Shows a report. Whatever comes from a certificate becomes text, never markup.

import { certificateFacts, holderFacts } from './facts.mjs';
import { element, factList, shape } from './elements.mjs';

const MARKS = { passed: '✓', failed: '✕', unknown: '?', not_applicable: '–' };

/** The check that decides the verdict: the first that failed, else the first that could not be made. */
function decisive(report) {
  const made = report.checks.filter(({ code }) => code !== 'not_reached' && code !== 'no_key');
  return made.find(({ outcome }) => outcome === 'failed') ?? made.find(({ outcome }) => outcome === 'unknown');
}

/** The one cause that is stated for a verdict. */
export function cause(report, words) {
  if (report.verdict === 'valid') return words.say('cause.valid');
  const check = decisive(report);
  if (!check) return words.say('cause.none');
  return words.sayFirst([`code.${check.code}`, `${check.outcome}.${check.check}`], check.facts);
}

function banner(report, words) {
  return element('div', { class: 'banner' }, [
    shape(report.verdict),
    element('div', {}, [
      element('h2', { id: 'verdict-word', tabindex: '-1' }, words.say(`verdict.${report.verdict}`)),
      element('p', { class: 'cause' }, cause(report, words)),
    ]),
  ]);
}

/** What the name and the birth date are worth, or the question that only a person can answer. */
function confirmation({ verdict, checks }) {
  const passed = (name) => checks.some(({ check, outcome }) => check === name && outcome === 'passed');
  if (verdict === 'valid') return 'holder.match';
  const certified = ['trust', 'signature', 'key_usage', 'consistency'].every(passed);
  return verdict === 'invalid' && certified ? 'holder.certified' : 'holder.unconfirmed';
}

/** Name and birth date in large letters. */
function holder(report, words) {
  const { person } = report.certificate;
  const name = [element('bdi', {}, person.name)];
  if (person.name_latin) name.push(element('span', { class: 'latin' }, [element('bdi', {}, person.name_latin)]));
  return element('div', { class: 'holder' }, [
    element('p', { class: 'name' }, name),
    factList(holderFacts(person, words)),
    element('p', { class: 'match' }, words.say(confirmation(report))),
  ]);
}

function checkItem({ check, outcome, code, facts }, words) {
  const reason = words.has(`code.${code}`) ? words.say(`code.${code}`, facts) : '';
  return element('li', { 'data-outcome': outcome }, [
    element('span', { class: 'mark', 'aria-hidden': 'true' }, MARKS[outcome]),
    element('span', {}, [
      element('strong', {}, words.say(`check.${check}`)),
      `: ${words.say(`outcome.${outcome}`)} ${reason || (outcome === 'failed' ? words.say(`failed.${check}`) : '')}`,
    ]),
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
  const texts = report.warnings.map((code) => words.sayFirst([`code.${code}`, 'warning.other']));
  if (count > 1) texts.unshift(words.say('answer.several', { count }));
  return texts.map((text) => element('p', { class: 'note' }, text));
}

/** Builds the answer's children; `count` is how many certificates were in the picture. */
export function answer(report, count, words) {
  const checks = report.checks.map((check) => checkItem(check, words));
  const certificate = report.certificate && certificateFacts(report, words);
  return [
    banner(report, words),
    ...notes(report, count, words),
    ...(report.certificate ? [holder(report, words)] : []),
    ...(certificate ?? []).map(([title, facts]) => element('section', {}, [element('h3', {}, title), factList(facts)])),
    element('section', {}, [element('h3', {}, words.say('as_of.title')), asOf(report, words)]),
    disclosure(words.say('checks.title'), [element('ol', { class: 'checks' }, checks)], { class: 'all-checks' }),
    disclosure(words.say('report.title'), [
      element('pre', { id: 'report-json', tabindex: '0' }, JSON.stringify(report, null, 2)),
    ]),
  ];
}
