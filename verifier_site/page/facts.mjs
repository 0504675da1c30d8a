// What a certificate says, as labelled lines in the reader's language. Formats differ in what they can say: what is missing is left out.

import { element, isolated } from './elements.mjs';

/** A date (a year, a month or a day) in words, with the date itself for machines and doubters. */
function day(date, words) {
  return date ? element('time', { datetime: date }, [`${words.day(date)} `, element('span', { class: 'iso' }, `(${date})`)]) : null;
}

/** A moment or a date in words. */
function moment(time, words) {
  return time?.includes('T') ? element('time', { datetime: time }, words.moment(time)) : day(time, words);
}

function address(value) {
  if (!value) return null;
  const { line_1, line_2, district, city, state, postal_code, country } = value;
  return isolated([line_1, line_2, city, district, state, postal_code, country].filter(Boolean).join(', '));
}

const country = (code, words) => (code ? isolated(words.country(code)) : null);

/** Birth date or age: what a checker compares with the photo ID, or that the certificate has neither. */
export function holderFacts(person, words) {
  const { birth_date: birth, age_years: years } = person;
  const age = years === null ? null : words.say('person.years', { count: years });
  const missing = birth || age ? null : words.say('person.not_said');
  return [
    [words.say('person.birth_date'), day(birth, words) ?? missing, 'person.birth_date'],
    [words.say('person.age'), age, 'person.age_years'],
  ];
}

/** A gender's name where the page has a word for it, else as the certificate has it: never a key of the page's words. */
function genderName(gender, words) {
  const key = `gender.${gender.toLowerCase()}`;
  return words.has(key) ? words.say(key) : gender;
}

function personFacts(person, words) {
  const { gender, nationality, identity } = person;
  return [
    [words.say('person.gender'), isolated(gender && genderName(gender, words)), 'person.gender'],
    [words.say('person.nationality'), isolated(nationality), 'person.nationality'],
    [words.say('person.identity'), identity && isolated(`${identity.type}: ${identity.number}`), 'person.identity'],
    [words.say('person.reference'), isolated(person.reference), 'person.reference'],
    [words.say('person.address'), address(person.address), 'person.address'],
  ];
}

function doseNumbers({ dose, total_doses: total }, words) {
  if (dose === null) return null;
  return total === null ? words.say('vaccination.dose_only', { dose }) : words.say('vaccination.dose_of', { dose, total });
}

function placeFacts({ facility, country: code }, words) {
  return [
    [words.say('event.facility'), isolated(facility?.name), 'event.facility.name'],
    [words.say('event.facility_address'), address(facility?.address), 'event.facility.address'],
    [words.say('event.country'), country(code, words), 'event.country'],
  ];
}

function vaccinationFacts(vaccination, words) {
  const { vaccine } = vaccination;
  return [
    [words.say('vaccination.vaccine'), isolated(vaccine.name), 'event.vaccine.name'],
    [words.say('vaccination.prophylaxis'), isolated(vaccine.prophylaxis), 'event.vaccine.prophylaxis'],
    [words.say('event.disease'), isolated(vaccine.disease), 'event.vaccine.disease'],
    [words.say('vaccination.manufacturer'), isolated(vaccine.manufacturer), 'event.vaccine.manufacturer'],
    [words.say('vaccination.dose'), doseNumbers(vaccination, words), 'event.dose'],
    [words.say('vaccination.date'), day(vaccination.date, words), 'event.date'],
    [words.say('vaccination.effective_from'), day(vaccination.effective_from, words), 'event.effective_from'],
    [words.say('vaccination.effective_until'), day(vaccination.effective_until, words), 'event.effective_until'],
    [words.say('vaccination.batch'), isolated(vaccination.batch), 'event.batch'],
    ...placeFacts(vaccination, words),
    [words.say('vaccination.vaccinator'), isolated(vaccination.vaccinator), 'event.vaccinator'],
  ];
}

function testFacts(test, words) {
  return [
    [words.say('event.disease'), isolated(test.disease), 'event.disease'],
    [words.say('test.result'), isolated(test.result), 'event.result'],
    [words.say('test.sample_origin'), isolated(test.sample_origin), 'event.sample_origin'],
    [words.say('test.collected_at'), moment(test.collected_at, words), 'event.collected_at'],
    [words.say('test.resulted_at'), moment(test.resulted_at, words), 'event.resulted_at'],
    [words.say('test.type'), isolated(test.test_type), 'event.test_type'],
    [words.say('test.name'), isolated(test.name), 'event.name'],
    [words.say('vaccination.manufacturer'), isolated(test.manufacturer), 'event.manufacturer'],
    [words.say('vaccination.batch'), isolated(test.batch), 'event.batch'],
    ...placeFacts(test, words),
    [words.say('test.tester'), isolated(test.tester), 'event.tester'],
  ];
}

function recoveryFacts(recovery, words) {
  return [
    [words.say('event.disease'), isolated(recovery.disease), 'event.disease'],
    [words.say('recovery.first_positive'), day(recovery.first_positive, words), 'event.first_positive'],
    [words.say('recovery.valid_from'), day(recovery.valid_from, words), 'event.valid_from'],
    [words.say('recovery.valid_until'), day(recovery.valid_until, words), 'event.valid_until'],
    [words.say('event.country'), country(recovery.country, words), 'event.country'],
  ];
}

const EVENT_FACTS = { vaccination: vaccinationFacts, test: testFacts, recovery: recoveryFacts };

/** Who issued it, who vouches for that issuer, and in which form it came. */
export function issuerFacts({ issuer, credential_format: format }, words) {
  if (!issuer) return [[words.say('certificate.format'), format && words.say(`format.${format}`)]];
  const name = issuer.name ?? words.say('issuer.unknown');
  return [
    [words.say('certificate.issuer'), isolated(issuer.country ? `${name} (${words.country(issuer.country)})` : name)],
    [words.say('certificate.issuer_id'), isolated(issuer.id)],
    [words.say('certificate.source'), isolated(issuer.source)],
    [words.say('certificate.format'), format && words.say(`format.${format}`)],
  ];
}

function documentFacts(report, words) {
  const { certificate } = report;
  const { kind } = certificate.event;
  return [
    [words.say('certificate.kind'), kind && words.say(`kind.${kind}`)],
    ...issuerFacts(report, words),
    [words.say('certificate.programme'), isolated(certificate.programme), 'programme'],
    [words.say('certificate.id'), isolated(certificate.id), 'id'],
    [words.say('certificate.version'), certificate.version === null ? null : String(certificate.version), 'version'],
    [words.say('certificate.issued_at'), moment(certificate.issued_at, words), 'issued_at'],
    [words.say('certificate.valid_until'), moment(certificate.valid_until, words), 'valid_until'],
  ];
}

/** Groups of facts: [title, [label, value, claim's path] triples]. */
export function certificateFacts(report, words) {
  const { event, earlier, person } = report.certificate;
  const events = [event, ...earlier].map((one, index) => {
    const title = words.say(index ? `earlier.${one.type}` : `${one.type}.title`);
    const prefix = index ? `earlier.${index - 1}` : 'event';
    const facts = EVENT_FACTS[one.type](one, words).map(([label, value, path]) => [label, value, path.replace(/^event/, prefix)]);
    return [title, facts];
  });
  const [anchor, ...others] = events;
  return [
    anchor,
    [words.say('certificate.title'), documentFacts(report, words)],
    [words.say('person.title'), personFacts(person, words)],
    ...others,
  ];
}
