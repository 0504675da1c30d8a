// The page's words in the reader's language, from i18n/<language>.json.

import { fetchReleased } from './release.mjs';

export const LANGUAGES = ['en', 'hi'];

/** The language asked for in the address (?lang=hi), else the browser's, else English. Nothing is stored. */
export function preferredLanguage() {
  const asked = new URL(location.href).searchParams.get('lang');
  const candidates = [asked, ...navigator.languages.map((language) => language.split('-')[0])];
  return candidates.find((language) => LANGUAGES.includes(language)) ?? 'en';
}

export class Words {
  constructor(language, catalogue) {
    this.language = language;
    this.catalogue = catalogue;
  }

  static async load(language) {
    const response = await fetchReleased(`i18n/${language}.json`);
    return new Words(language, await response.json());
  }

  has(key) {
    return Object.hasOwn(this.catalogue, key);
  }

  /** The text of a key with {facts} filled in. */
  say(key, facts = {}) {
    return (this.has(key) ? this.catalogue[key] : key).replace(/\{(\w+)\}/g, (whole, name) => String(facts[name] ?? whole));
  }

  /** The first of several keys that the catalogue has. */
  sayFirst(keys, facts) {
    return this.say(keys.find((key) => this.has(key)) ?? keys.at(-1), facts);
  }

  /** A civil date (YYYY-MM-DD) in words. */
  day(date) {
    return new Intl.DateTimeFormat(this.language, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(date));
  }

  /** A moment in the device's time zone. */
  moment(time) {
    return new Intl.DateTimeFormat(this.language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(time));
  }

  /** A country's name from its alpha-2 code. */
  country(code) {
    try {
      return new Intl.DisplayNames(this.language, { type: 'region' }).of(code) ?? code;
    } catch {
      return code; // not a country code: shown as it is
    }
  }

  /** Puts the words into every element that names their key in `data-text` or `data-label`. */
  applyTo(root) {
    document.documentElement.lang = this.language;
    document.documentElement.dir = this.say('direction');
    document.title = this.say('title');
    for (const element of root.querySelectorAll('[data-text]')) element.textContent = this.say(element.dataset.text);
    for (const element of root.querySelectorAll('[data-label]')) element.ariaLabel = this.say(element.dataset.label);
  }
}
