/**
 * Returns the candidates that are absolute http(s) links: in the same order, unchanged, each once. Their
 * length does not matter here; the encoder picks one that fits.
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
 * Completes a relative link (`?orgId=1`) with its base. An absolute link stays as it is. Undefined when there
 * is no link, or it cannot be completed.
 */
export function resolveLink(link: string | undefined, base: string | undefined): string | undefined {
  const text = link?.trim() ?? '';
  if (text === '') return undefined;
  if (URL.canParse(text)) return text;
  return base !== undefined && URL.canParse(text, base) ? new URL(text, base).href : undefined;
}
