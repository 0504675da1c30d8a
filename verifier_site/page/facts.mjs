// What a certificate says, as labelled lines in the reader's language.

import { element, isolated } from './elements.mjs';

/** A civil date in words, with the date itself for machines and doubters. */
function day(date, words) {
  return date ? element('time', { datetime: date }, [`${words.day(date)} `, element('span', { class: 'iso' }, `(${date})`)]) : null;
}

function address(value) {
  if (!value) return null;
  const { line_1, line_2, district, city, state, postal_code, country } = value;
  return isolated([line_1, line_2, city, district, state, postal_code, country].filter(Boolean).join(', '));
}

/** Birth date or age: what a checker compares with the photo ID. */
export function holderFacts(person, words) {
  const age = person.age_years === null ? null : words.say('person.years', { count: person.age_years });
  return [
    [words.say('person.birth_date'), day(person.birth_date, words)],
    [words.say('person.age'), age],
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
    [words.say('person.gender'), isolated(gender && genderName(gender, words))],
    [words.say('person.nationality'), isolated(nationality)],
    [words.say('person.identity'), identity && isolated(`${identity.type}: ${identity.number}`)],
    [words.say('person.reference'), isolated(person.reference)],
    [words.say('person.address'), address(person.address)],
  ];
}

function vaccinationFacts(vaccination, words) {
  const { vaccine, facility } = vaccination;
  const dose = words.say('vaccination.dose_of', { dose: vaccination.dose, total: vaccination.total_doses });
  return [
    [words.say('vaccination.vaccine'), isolated(vaccine.name)],
    [words.say('vaccination.prophylaxis'), isolated(vaccine.prophylaxis)],
    [words.say('vaccination.disease'), isolated(vaccine.disease)],
    [words.say('vaccination.manufacturer'), isolated(vaccine.manufacturer)],
    [words.say('vaccination.dose'), dose],
    [words.say('vaccination.date'), day(vaccination.date, words)],
    [words.say('vaccination.effective_from'), day(vaccination.effective_from, words)],
    [words.say('vaccination.effective_until'), day(vaccination.effective_until, words)],
    [words.say('vaccination.batch'), isolated(vaccination.batch)],
    [words.say('vaccination.facility'), isolated(facility.name)],
    [words.say('vaccination.facility_address'), address(facility.address)],
    [words.say('vaccination.country'), words.country(vaccination.country)],
    [words.say('vaccination.vaccinator'), isolated(vaccination.vaccinator)],
  ];
}

function documentFacts({ certificate, issuer }, words) {
  const name = issuer.name ?? words.say('issuer.unknown');
  return [
    [words.say('certificate.kind'), words.say(`kind.${certificate.kind}`)],
    [words.say('certificate.issuer'), isolated(issuer.country ? `${name} (${words.country(issuer.country)})` : name)],
    [words.say('certificate.issuer_id'), isolated(issuer.id)],
    [words.say('certificate.programme'), isolated(certificate.programme)],
    [words.say('certificate.id'), isolated(certificate.id)],
    [words.say('certificate.version'), String(certificate.version)],
    [words.say('certificate.issued_at'), words.moment(certificate.issued_at)],
    [words.say('certificate.valid_until'), words.moment(certificate.valid_until)],
  ];
}

/** Groups of facts: [title, [label, value] pairs]. */
export function certificateFacts(report, words) {
  const { certificate } = report;
  const earlier = certificate.earlier.map((dose) => [words.say('earlier.title'), vaccinationFacts(dose, words)]);
  return [
    [words.say('vaccination.title'), vaccinationFacts(certificate.vaccination, words)],
    [words.say('certificate.title'), documentFacts(report, words)],
    [words.say('person.title'), personFacts(certificate.person, words)],
    ...earlier,
  ];
}
