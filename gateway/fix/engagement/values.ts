/** The values of a field that the venue acts on or writes, with their names. */
import { heededValues } from '../dialect/heeded.js';
import { inVersion, readValues, type ValueEntry } from '../dialect/value-sets.js';
import { labelOf, VERSIONS } from './versions.js';

/** Longer lists are FIX's own, and are in the dictionaries. */
const LISTED_MAX = 9;

const entries = readValues();

/** `1 Buy, 2 Sell`; '' where any value will do. */
export function valuesText(tag: number): string {
  const all = entries.get(tag) ?? [];
  const codes = heededValues[tag];
  const shown = codes === undefined ? all : all.filter(({ code }) => codes.includes(code));
  if (shown.length > LISTED_MAX) return "FIX's own list";
  return shown.map(valueText).join(', ');
}

function valueText(entry: ValueEntry): string {
  const label = entry.name === '' ? entry.code : `${entry.code} ${spaced(entry.name)}`;
  const versions = VERSIONS.filter((version) => inVersion(entry, version));
  return versions.length === VERSIONS.length ? label : `${label} (${versions.map((v) => labelOf[v]).join(', ')})`;
}

/** `OneCancelsTheOther` as words; abbreviations stay. */
function spaced(name: string): string {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .split(' ');
  return words.map((word, i) => (i > 0 && /^[A-Z]([a-z]+|)$/.test(word) ? word.toLowerCase() : word)).join(' ');
}
