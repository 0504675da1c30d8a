// Builds page elements. Texts go in as text nodes; no string is ever parsed as markup.

const SVG = 'http://www.w3.org/2000/svg';

/** An element with attributes and either one text or a list of elements and texts. */
export function element(name, attributes = {}, content = []) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...[content].flat());
  return node;
}

/** A description list of [label, text or element, its mark] triples; those without a value are left out. */
export function factList(facts) {
  const rows = facts
    .filter(([, value]) => value !== null && value !== undefined && value !== '')
    .map(([label, value, mark]) => element('div', {}, [element('dt', {}, label), element('dd', {}, mark ? [value, ' ', mark] : [value])]));
  return element('dl', {}, rows);
}

/** Text that an issuer or a holder wrote, isolated from the direction of the words around it. */
export function isolated(text) {
  return text ? element('bdi', {}, String(text)) : null;
}

/** The shape of a verdict, drawn in index.html. */
export function shape(verdict) {
  const picture = document.createElementNS(SVG, 'svg');
  picture.setAttribute('class', 'shape');
  picture.setAttribute('viewBox', '0 0 100 100');
  picture.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `#shape-${verdict}`);
  picture.append(use);
  return picture;
}
