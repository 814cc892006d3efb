/** Forms of secrets that have one of their own. */
const FORMS = [
  ['private key', /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----(?:\s|\\n)*[A-Za-z0-9+/=]{40}/g],
  ['access key of AWS', /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g],
  ['access key of Huawei Cloud', /\b(?:HST|HPUA)[0-9A-Z]{16,17}\b/g],
  ['token of GitHub', /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{50})/g],
  ['token of GitLab', /\bglpat-[A-Za-z0-9_-]{20}/g],
  ['token of Grafana', /\bgl(?:sa|c)_[A-Za-z0-9_+/=]{32}/g],
  ['token of npm', /\bnpm_[A-Za-z0-9]{36}\b/g],
  ['token of Slack', /\bxox[abeoprs]-[A-Za-z0-9-]{20}/g],
  ['key of Google', /\bAIza[0-9A-Za-z_-]{35}\b/g],
  ['key of Stripe', /\b[rs]k_live_[A-Za-z0-9]{20}/g],
  ['JSON web token', /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,}/g],
];

/** A value that is assigned to something with the name of a secret. */
const ASSIGNED =
  /(?:secret|passw(?:or)?d|token|credential|api_?key|access_?key|integration_?key)[\w-]*["']?\s*[:=]{1,2}\s*["'`]?([A-Za-z0-9+/_-]{20,}={0,2})/gi;
/** Bits a character, above which a value is taken for random. Words and sequences have less. */
const RANDOM_BITS = 3.6;

/**
 * Finds what looks like a secret in a text: by its form, or as a random value with the name of a secret.
 *
 * @param {string} text
 * @returns {readonly { readonly line: number; readonly what: string }[]}
 */
export function findSecrets(text) {
  const found = FORMS.flatMap(([what, form]) =>
    [...text.matchAll(form)].map(({ index }) => ({ what, line: lineAt(text, index) })),
  );
  for (const { 1: value, index } of text.matchAll(ASSIGNED))
    if (isRandom(value))
      found.push({ what: 'random value with the name of a secret', line: lineAt(text, index) });
  return found.sort((a, b) => a.line - b.line);
}

/** True for a value that mixes digits with letters, and repeats few of its characters. */
function isRandom(value) {
  return (
    /\d/.test(value) &&
    /[A-Za-z]/.test(value) &&
    bitsOf(value) > RANDOM_BITS &&
    !/^[\w]*(?:[a-z]{3,}[-_]){2}/i.test(value)
  );
}

function bitsOf(value) {
  const counts = new Map();
  for (const sign of value) counts.set(sign, (counts.get(sign) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}

function lineAt(text, index) {
  return text.slice(0, index).split('\n').length;
}
