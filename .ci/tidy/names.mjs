/** The words of a name, in lower case: `LEDGER_SHARDS`, `ledgerShards` and `ledger-shards` have the same ones. */
export function partsOf(name) {
  return name
    .split(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[-_.\s]/)
    .map((part) => part.toLowerCase())
    .filter((part) => part !== '');
}

/** Places in a name where a word stands, or several in a row; the last one may be a plural. */
export function placesOf(word, parts) {
  const words = word.split(' ');
  const last = words.pop();
  const places = [];
  for (let end = words.length; end < parts.length; end += 1) {
    if (parts[end] !== last && parts[end] !== `${last}s`) continue;
    const at = end - words.length;
    if (words.every((each, i) => parts[at + i] === each)) places.push(at);
  }
  return places;
}

/** True for a path below one of the folders, and for one of the files. */
export function isIn(path, places) {
  return places.some((place) => path.startsWith(place));
}

/** The name of a file without its folder. */
export function baseOf(path) {
  return path.slice(path.lastIndexOf('/') + 1);
}
