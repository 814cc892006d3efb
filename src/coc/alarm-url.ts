/**
 * The best link of at most `limit` characters: the first candidate that fits whole, else the first whose scheme, host and
 * path fit, else the first host; undefined when none is an absolute http(s) URL. Names and passwords in a URL are left out.
 */
export function fittingUrl(candidates: readonly string[], limit: number): string | undefined {
  const urls = candidates.flatMap((text) => readUrl(text));
  const forms: ((url: URL) => string)[] = [
    (url) => url.href,
    (url) => `${url.origin}${url.pathname}`,
    (url) => `${url.origin}/`,
  ];
  for (const form of forms) for (const url of urls) if (form(url).length <= limit) return form(url);
  return undefined;
}

function readUrl(text: string): URL[] {
  const trimmed = text.trim();
  if (!/^https?:\/\//i.test(trimmed) || !URL.canParse(trimmed)) return [];
  const url = new URL(trimmed);
  url.username = '';
  url.password = '';
  return [url];
}
