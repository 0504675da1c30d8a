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

  /** The text of a key with {facts} filled in; texts among them are isolated from the direction of the words around them. */
  say(key, facts = {}) {
    const filled = (whole, name) => (typeof facts[name] === 'string' ? `\u2068${facts[name]}\u2069` : String(facts[name] ?? whole));
    return (this.has(key) ? this.catalogue[key] : key).replace(/\{(\w+)\}/g, filled);
  }

  /** The first of several keys that the catalogue has. */
  sayFirst(keys, facts) {
    return this.say(keys.find((key) => this.has(key)) ?? keys.at(-1), facts);
  }

  /** A civil date in words, as far as it is known: YYYY, YYYY-MM or YYYY-MM-DD. */
  day(date) {
    const style = [{ year: 'numeric' }, { year: 'numeric', month: 'long' }, { dateStyle: 'long' }][date.split('-').length - 1];
    return new Intl.DateTimeFormat(this.language, { ...style, timeZone: 'UTC' }).format(new Date(date));
  }

  /**
   * The sentence for a code: its own, or that of its family, which is the code without its last words. Damage has many codes, and
   * nobody at a counter can act on the difference.
   */
  sentence(code, otherwise, facts) {
    const parts = code.split('_');
    const family = parts.map((_, index) => `code.${parts.slice(0, parts.length - index).join('_')}`);
    return this.sayFirst([...family, otherwise], facts);
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
