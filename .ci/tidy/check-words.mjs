import { baseOf, isIn, partsOf, placesOf } from './names.mjs';

/**
 * Finds words that the glossary has another word for: in the names of files and in exported names, and, where the rule
 * says so, in all names, comments, strings and pages. What stands in back quotes or in a fenced block of a page or
 * comment is a stored name or another system's, and stays.
 *
 * @param {readonly import('./check.d.mts').Module[]} modules
 * @param {import('./check.d.mts').Rules} rules
 * @param {readonly import('./check.d.mts').Page[]} pages
 * @returns {import('./check.d.mts').Finding[]}
 */
export function checkWords(modules, rules, pages) {
  const placesByFile = [
    ...modules.map((module) => [module.path, [...namesOf(module), ...textsOf(module)]]),
    ...pages.map(({ path, text }) => [path, [textOf('pages', 'the page', { text: proseOf(text), line: 1 })]]),
  ];
  return placesByFile
    .filter(([path]) => !isIn(path, rules.words.ignore))
    .flatMap(([path, places]) => wrongWords(path, places, rules.words));
}

function wrongWords(file, places, { banned, allowed, reason }) {
  const isAllowed = (name) => allowed.some((one) => one.name === name && file.startsWith(one.in));
  const bans = banned.filter(({ vendor = [] }) => !isIn(file, vendor));
  const bansOf = new Map(KINDS.map((kind) => [kind, bans.filter((ban) => kindsOf(ban).includes(kind))]));
  const found = places
    .filter(({ name }) => !isAllowed(name))
    .flatMap((place) =>
      bansOf.get(place.kind).flatMap((ban) =>
        linesOf(ban, place).map((line) => ({
          ...{ file, line, rule: 'wrong word', reason },
          message: `"${ban.part ?? ban.name ?? ban.file}" in ${place.where}: say ${ban.instead}`,
        })),
      ),
    );
  return [...new Map(found.map((one) => [`${one.line} ${one.message}`, one])).values()];
}

function namesOf({ path, exports, identifiers }) {
  const place = (kind, name, line) => ({ kind, name, where: name, ...wordsOf(name, line) });
  const file = baseOf(path).replace(/\.[cm]?tsx?$/, '');
  return [
    { ...place('files', file, 1), where: 'the name of the file' },
    ...exports.map(({ name, line }) => place('exports', name, line)),
    ...identifiers.map(({ name, line }) => place('names', name, line)),
  ];
}

function textsOf({ comments, strings }) {
  return [
    ...comments.map(({ text, line }) => textOf('comments', 'a comment', { text: proseOf(text), line })),
    ...strings.map((one) => ({ ...textOf('strings', nameOfString(one), one), name: one.text })),
  ];
}

function nameOfString({ text }) {
  return text.length > 30 ? 'a string' : `the string ${JSON.stringify(text)}`;
}

/** A place with a text. Two words are side by side even where a line ends between them. */
function textOf(kind, where, { text, line }) {
  return { kind, where, ...wordsOf(text, line) };
}

/** The words of a text, and the line of each. */
function wordsOf(text, first) {
  const rows = text.split('\n').map((row) => partsOf(row.replace(/[^\w-]+/g, ' ')));
  return { parts: rows.flat(), lines: rows.flatMap((parts, i) => parts.map(() => first + i)) };
}

/** A text without fenced blocks and without what stands in back quotes; its lines stay where they are. */
function proseOf(text) {
  const blank = (quoted) => quoted.replace(/[^\n]+/g, ' _ ');
  return text.replace(/^ *```[\s\S]*?^ *```/gm, blank).replace(/`[^`]*`/g, blank);
}

const KINDS = ['files', 'exports', 'names', 'comments', 'strings', 'pages'];

/** Kinds of places in which a word is banned. */
function kindsOf({ file, also = [] }) {
  return file === undefined ? ['files', 'exports', ...also] : ['files'];
}

/** Lines at which a place has a banned word. */
function linesOf(ban, { name, parts, lines }) {
  const whole = ban.file ?? ban.name;
  if (whole !== undefined) return name === whole ? [lines[0]] : [];
  const places = placesOf(ban.part, parts);
  if (places.length === 0) return [];
  const fine = (ban.except ?? []).flatMap((phrase) =>
    placesOf(phrase, parts).flatMap((at) => phrase.split(' ').map((_, i) => at + i)),
  );
  return places.filter((at) => !fine.includes(at)).map((at) => lines[at]);
}
