/**
 * Picks the best link of at most `limit` characters: the first candidate that fits as a whole, otherwise the
 * first that fits without query and fragment, otherwise the first whose origin fits. User names and passwords
 * are removed. Undefined when nothing fits, or no candidate is an absolute http(s) URL.
 */
export function fittingUrl(candidates: readonly string[], limit: number): string | undefined {
  const tooLong: URL[] = [];
  for (const candidate of candidates) {
    const url = readUrl(candidate.trim());
    if (url && url.href.length <= limit) return url.href;
    if (url) tooLong.push(url);
  }
  const forms: ((url: URL) => string)[] = [
    (url) => `${url.origin}${url.pathname}`,
    (url) => `${url.origin}/`,
  ];
  for (const form of forms) for (const url of tooLong) if (form(url).length <= limit) return form(url);
  return undefined;
}

function readUrl(text: string): URL | undefined {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  url.username = '';
  url.password = '';
  return url;
}
