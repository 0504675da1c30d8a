// The line that is always visible: is the checker ready, how old are its data, is there a network.

const HOUR_MS = 3_600_000;
const CLOCK_SKEW_MS = 24 * HOUR_MS; // as the verifier allows
const HOURS_SHOWN = 48; // beyond two days the age is told in days

function age(issuedAt, words) {
  const hours = Math.floor((Date.now() - Date.parse(issuedAt)) / HOUR_MS);
  if (hours < 1) return words.say('trust.new');
  if (hours < HOURS_SHOWN) return words.say('trust.hours', { count: hours });
  return words.say('trust.days', { count: Math.floor(hours / 24) });
}

export class Badges {
  constructor() {
    this.engine = 'loading';
    this.trust = null;
    this.reached = navigator.onLine;
    addEventListener('offline', () => this.reach(false));
    addEventListener('online', () => this.reach(true));
    setInterval(() => this.#show(), HOUR_MS / 60);
  }

  speak(words) {
    this.words = words;
    this.#show();
  }

  engineState(state) {
    this.engine = state;
    this.#show();
  }

  trustState(trust) {
    this.trust = trust;
    this.#show();
  }

  reach(reached) {
    this.reached = reached;
    this.#show();
  }

  #show() {
    if (!this.words) return;
    this.#badge('engine-state', this.words.say(`engine.${this.engine}`), ['failed', 'mismatch'].includes(this.engine) ? 'bad' : 'good');
    this.#showTrust();
    document.getElementById('connection').hidden = this.reached;
  }

  #showTrust() {
    if (!this.trust) return;
    const { code, issued_at: issuedAt, valid_until: validUntil } = this.trust;
    if (!issuedAt) return this.#badge('trust-age', this.words.sayFirst([`trust.${code}`, 'trust.refused']), 'bad');
    if (Date.now() < Date.parse(issuedAt) - CLOCK_SKEW_MS) return this.#badge('trust-age', this.words.say('trust.clock'), 'bad');
    const stale = Date.now() >= Date.parse(validUntil);
    this.#badge('trust-age', age(issuedAt, this.words) + (stale ? this.words.say('trust.stale') : ''), stale ? 'bad' : 'good');
  }

  #badge(id, text, level) {
    const badge = document.getElementById(id);
    badge.dataset.level = level;
    if (badge.textContent !== text) badge.textContent = text; // a status region speaks whenever it is written
  }
}
