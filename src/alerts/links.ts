/**
 * The candidates that are absolute http(s) links, in their order and as they were written, each once. Links of every
 * length are good: whoever sends them on picks the one that fits.
 */
export function httpLinks(candidates: readonly (string | undefined)[]): readonly string[] {
  const links: string[] = [];
  for (const candidate of candidates) {
    const text = candidate?.trim() ?? '';
    if (/^https?:\/\/\S+$/i.test(text) && !links.includes(text) && URL.canParse(text)) links.push(text);
  }
  return links;
}

/**
 * Completes a relative link (`?orgId=1`) with the base that it belongs to; an absolute one stays as it is. Undefined when
 * there is none, or it cannot be completed.
 */
export function resolveLink(link: string | undefined, base: string | undefined): string | undefined {
  const text = link?.trim() ?? '';
  if (text === '') return undefined;
  if (URL.canParse(text)) return text;
  return base !== undefined && URL.canParse(text, base) ? new URL(text, base).href : undefined;
}
